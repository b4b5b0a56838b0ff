import type { PoolConfig } from "pg";

/**
 * How long anybody waits for the database. The server gives up first and says so; whoever hears nothing by then talks to
 * a connection that leads nowhere. `?statement_timeout=…&query_timeout=…` in the URL changes both.
 */
export const DEADLINES = {
  connectionTimeoutMillis: 10_000,
  statement_timeout: 15_000,
  query_timeout: 18_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} satisfies PoolConfig;

/** The server's half, where no pooler stands between: a client that has gone without a word keeps no lock for long. */
export const SERVER_DEADLINES = {
  idle_in_transaction_session_timeout: 30_000,
  options: "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000",
} satisfies PoolConfig;

/** Whether a statement was given up unanswered. It may have been carried out. Its connection still waits: never reuse it. */
export function isUnanswered(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if (e.message === "Query read timeout") return true;
  return false;
}
