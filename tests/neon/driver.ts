import { afterAll, expect } from "vitest";
import { startNeonProxy } from "../neon-proxy";

// Imported first: the suite that follows, the very one that runs against node-postgres, goes through Neon's driver.
const proxy = await startNeonProxy();
process.env.NEON_WS_PROXY = proxy.address;
afterAll(async () => {
  expect(proxy.connections()).toBeGreaterThan(0);
  await proxy.close();
});
