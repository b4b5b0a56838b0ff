import { afterAll, beforeAll } from "vitest";
import { startTwilioServer } from "./twilio-server";

/** Gives this test file a Twilio of its own, configured and willing. */
export function useTwilio(): void {
  let server: Awaited<ReturnType<typeof startTwilioServer>>;
  beforeAll(async () => {
    server = await startTwilioServer();
    const credentials = { TWILIO_ACCOUNT_SID: "AC0123", TWILIO_AUTH_TOKEN: "token", TWILIO_FROM: "+15550001111" };
    Object.assign(process.env, credentials, { TWILIO_BASE_URL: server.url });
  });
  afterAll(() => server.close());
}
