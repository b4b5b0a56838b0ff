import { sentenceOf } from "../failure";
import type { KeptMail } from "./outbox";
import { startMailbox } from "./server";

/** The process: settings from the environment, one line on stdout when ready, out on SIGTERM or with its supervisor. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const { MAILBOX_DIR: folder, RESEND_API_KEY: apiKey } = env;
  if (!folder) throw new Error("MAILBOX_DIR is not set.");
  if (!apiKey) throw new Error("RESEND_API_KEY is not set.");
  const port = Number(env.MAILBOX_PORT || "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error("MAILBOX_PORT must be a port number.");
  const mailbox = await startMailbox({ folder, apiKey, port, onMail: announceCode });
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await mailbox.close();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (env.BELFRY_SUPERVISED === "1") {
    process.stdin.on("end", stop);
    process.stdin.on("error", stop);
    process.stdin.resume();
  }
  console.log(JSON.stringify({ ready: true, port: mailbox.port }));
}

/** The supervisor shows `terminal` lines to the person at the terminal, who would have to open a file else. */
function announceCode(mail: KeptMail): void {
  if (!mail.tags.some((tag) => tag.name === "category" && tag.value === "sign-in")) return;
  console.error(JSON.stringify({ terminal: `Mail to ${mail.to}: ${mail.subject}` }));
}

main(process.env).catch((error: unknown) => {
  console.error(`The mailbox cannot start: ${sentenceOf(error)}`);
  process.exit(1);
});
