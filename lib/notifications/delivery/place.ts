import { sql } from "drizzle-orm";

/** Where the delivery `d` goes, as a number: one address of one person, or of one destination. An index has it. */
export const PLACE = sql`hashtextextended(coalesce(d.config_id::text, '') || d.address, 0)`;
