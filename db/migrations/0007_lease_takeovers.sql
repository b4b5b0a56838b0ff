ALTER TABLE "deliveries" ADD COLUMN "takeovers" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "maybe_duplicate" boolean DEFAULT false NOT NULL;