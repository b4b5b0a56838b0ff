ALTER TABLE "notification_groups" ADD COLUMN "count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "notification_groups" ADD COLUMN "unread" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE "notification_groups" g SET "count" = c."count", "unread" = c."unread" FROM (SELECT "group_id", count(*)::int AS "count", (count(*) FILTER (WHERE "read_at" IS NULL))::int AS "unread" FROM "notifications" WHERE in_inbox AND archived_at IS NULL AND deleted_at IS NULL AND snoozed_until IS NULL GROUP BY "group_id") c WHERE c."group_id" = g."id";
