import type { FullConfig } from "@playwright/test";
import { INSTANCES } from "./assigned";
import { freePort, Instance } from "./instance";

/** A demo instance for each worker, started by the same command as everybody's; it may call one port of this machine. */
export default async function setup({ workers }: FullConfig) {
  const made = await Promise.all(Array.from({ length: workers }, create));
  const remove = () => Promise.all(made.map(({ instance }) => instance.remove()));
  try {
    await Promise.all(made.map(({ instance }) => instance.start()));
  } catch (error) {
    await remove();
    throw error;
  }
  process.env[INSTANCES] = JSON.stringify(made.map(({ instance: { dataDir }, hookPort }) => ({ dataDir, hookPort })));
  return async () => void (await remove());
}

async function create() {
  const hookPort = await freePort();
  return { hookPort, instance: await Instance.create({ EGRESS_ALLOW: `127.0.0.1:${hookPort}` }) };
}
