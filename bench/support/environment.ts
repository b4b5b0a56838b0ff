// Imported first: settings of an application that reaches nobody. Rows that need a neighbour start and name it.
const SETTINGS = {
  BELFRY_SECRET: "5e".repeat(32),
  BELFRY_URL: "http://localhost:3000",
  LOG_LEVEL: "silent",
  REALTIME: "off",
  DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
  INNGEST_BASE_URL: "http://127.0.0.1:1",
  INNGEST_EVENT_KEY: "bench",
  RESEND_API_KEY: "re_bench",
};

Object.assign(process.env, SETTINGS, { NODE_ENV: "production" });

/** The same settings left empty: a whole instance started by us chooses its own. */
export const UNSET: Record<string, string> = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, ""]));
