import { freePort, Instance } from "./instance";

/** One demo instance for all journeys, started by the same command as everybody's; it may call one port of this machine. */
export default async function setup() {
  const hookPort = await freePort();
  const instance = await Instance.create({ EGRESS_ALLOW: `127.0.0.1:${hookPort}` });
  await instance.start();
  process.env.BELFRY_E2E = JSON.stringify({ dataDir: instance.dataDir, port: instance.port, hookPort });
  return () => instance.remove();
}
