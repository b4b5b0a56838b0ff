import { sql } from "drizzle-orm";
import { doublePrecision, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "../columns";

/** Token buckets. UNLOGGED (made so by hand in its migration): losing them in a crash only forgets old calls. */
export const rateBuckets = pgTable("rate_buckets", {
  key: text("key").primaryKey(),
  tokens: doublePrecision("tokens").notNull(),
  updatedAt: moment("updated_at").notNull().default(sql`clock_timestamp()`),
});
