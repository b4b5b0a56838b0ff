import { type JobsOptions, startJobs } from "./jobs";
import { messageOf } from "./log";

/** The settings of the process contract. @throws Error naming the one that is missing or malformed */
function readSettings(env: NodeJS.ProcessEnv): JobsOptions {
  const need = (name: string) => {
    const value = env[name];
    if (!value) throw new Error(`The job engine needs ${name}.`);
    return value;
  };
  const backoffMs = env.JOBS_BACKOFF_MS?.split(",").map(Number);
  if (backoffMs?.some((ms) => !(ms >= 0))) throw new Error("JOBS_BACKOFF_MS must be milliseconds, comma-separated.");
  const port = Number(env.JOBS_PORT ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error("JOBS_PORT must be a port number.");
  const appUrl = need("JOBS_APP_URL");
  if (!URL.canParse(appUrl)) throw new Error("JOBS_APP_URL must be a URL.");
  return {
    databaseUrl: need("DATABASE_URL"),
    directUrl: env.DATABASE_URL_UNPOOLED || undefined,
    eventKey: need("INNGEST_EVENT_KEY"),
    signingKey: need("INNGEST_SIGNING_KEY"),
    appUrl,
    port,
    backoffMs,
  };
}

async function main(): Promise<void> {
  const jobs = await startJobs(readSettings(process.env));
  process.stdout.write(`${JSON.stringify({ ready: true, port: jobs.port })}\n`);
  let stopping = false;
  const stop = () => {
    if (!stopping) void jobs.close().finally(() => process.exit(0));
    stopping = true;
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (process.env.BELFRY_SUPERVISED === "1") {
    process.stdin.resume();
    process.stdin.on("end", stop);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
