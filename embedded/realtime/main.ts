import { type RealtimeOptions, startRealtime } from "./server";

/** The process: settings from the environment, one line on stdout when ready, out on SIGTERM or with its supervisor. */
async function main(): Promise<void> {
  const realtime = await startRealtime(readSettings(process.env));
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await realtime.close();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (process.env.BELFRY_SUPERVISED === "1") {
    process.stdin.on("end", stop);
    process.stdin.on("error", stop);
    process.stdin.resume();
  }
  console.log(JSON.stringify({ ready: true, port: realtime.port }));
}

function readSettings(env: NodeJS.ProcessEnv): RealtimeOptions {
  const id = required(env, "PUSHER_APP_ID");
  if (!/^\d+$/.test(id)) throw new Error("PUSHER_APP_ID must be a number: the official SDK reads it as one.");
  const port = env.REALTIME_PORT || "0";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error("REALTIME_PORT must be a port number.");
  const webhookUrl = env.REALTIME_WEBHOOK_URL || undefined;
  if (webhookUrl && !(/^https?:\/\//.test(webhookUrl) && URL.canParse(webhookUrl)))
    throw new Error("REALTIME_WEBHOOK_URL must be an http or https address.");
  const app = { id, key: required(env, "PUSHER_KEY"), secret: required(env, "PUSHER_SECRET") };
  return { app, port: Number(port), webhookUrl };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

main().catch((error: unknown) => {
  console.error(`Realtime cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
