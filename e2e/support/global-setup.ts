import { Instance } from "./instance";

/** One demo instance for all journeys, started by the same command as everybody's. */
export default async function setup() {
  const instance = await Instance.create();
  await instance.start();
  process.env.BELFRY_E2E = JSON.stringify({ dataDir: instance.dataDir, port: instance.port });
  return () => instance.remove();
}
