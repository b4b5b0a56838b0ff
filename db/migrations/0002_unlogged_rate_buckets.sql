-- drizzle-kit has no word for UNLOGGED: a crash may forget who called how often, and calls stay cheap.
ALTER TABLE rate_buckets SET UNLOGGED;
