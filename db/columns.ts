import { sql } from "drizzle-orm";
import { customType, timestamp, uuid } from "drizzle-orm/pg-core";
import { uuidv7 } from "./uuid";

/** Primary key: a UUIDv7, made by the application, or by `belfry_uuidv7()` in set-wise inserts. */
export const id = () =>
  uuid("id")
    .primaryKey()
    .default(sql`belfry_uuidv7()`)
    .$defaultFn(() => uuidv7());

/** A point in time; always `timestamptz`. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** When the row was written, by the database's clock. */
export const createdAt = () => moment("created_at").notNull().default(sql`clock_timestamp()`);

/** Bytes, as a Buffer. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
