import { appendFileSync, existsSync } from "node:fs";
import { createClient, serveApp } from "./app";

/** An app of its own process for the kill tests; every side effect is a line in the file EFFECTS. */
const file = process.env.EFFECTS ?? "";
const effect = (line: string) => appendFileSync(file, `${line}\n`);
const client = createClient(process.env.INNGEST_BASE_URL);

const slow = client.createFunction({ id: "slow", triggers: [{ event: "slow" }] }, async ({ step, event }) => {
  await step.run("first", () => effect(`first ${event.data.name}`));
  await step.run("second", async () => {
    effect(`second begins ${event.data.name}`);
    while (!existsSync(`${file}.${event.data.name}.go`)) await new Promise((resolve) => setTimeout(resolve, 20));
    effect(`second ends ${event.data.name}`);
  });
  await step.run("third", () => effect(`third ${event.data.name}`));
});

const { url } = await serveApp(client, [slow], Number(process.env.PORT ?? 0));
process.stdout.write(`{"ready":true,"port":${new URL(url).port}}\n`);
