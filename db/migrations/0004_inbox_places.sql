DROP INDEX "notifications_inbox";--> statement-breakpoint
DROP INDEX "notifications_unread";--> statement-breakpoint
DROP INDEX "notifications_grouped";--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "type" text;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "category" text;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "priority" text;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "listed_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL;--> statement-breakpoint
UPDATE "notifications" n SET "type" = a."type", "category" = a."category", "priority" = a."priority", "listed_at" = n."created_at" FROM "activities" a WHERE a."id" = n."activity_id";--> statement-breakpoint
ALTER TABLE "notifications" ALTER COLUMN "type" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ALTER COLUMN "category" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ALTER COLUMN "priority" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "notifications_archived" ON "notifications" USING btree ("user_id","workspace_id","listed_at","id","category","type","priority") WHERE in_inbox AND archived_at IS NOT NULL AND deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX "notifications_away" ON "notifications" USING btree ("user_id","workspace_id","listed_at","id") WHERE in_inbox AND snoozed_until IS NOT NULL AND deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX "notifications_inbox" ON "notifications" USING btree ("user_id","workspace_id","listed_at","id","category","type","priority") WHERE in_inbox AND archived_at IS NULL AND deleted_at IS NULL AND snoozed_until IS NULL;--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("user_id","workspace_id","listed_at","id","category","type","priority") WHERE in_inbox AND read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL AND snoozed_until IS NULL;--> statement-breakpoint
CREATE INDEX "notifications_grouped" ON "notifications" USING btree ("group_id","listed_at","id") WHERE group_id IS NOT NULL;