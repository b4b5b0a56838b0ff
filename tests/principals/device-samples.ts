import { callApi } from "../api";
import { cookieFor } from "../people";
import type { Fixtures } from "./fixtures";
import type { Row } from "./row";

/** A program that waits for its person. */
async function startLogin() {
  const { body } = await callApi("POST /api/device/code", { body: { clientName: "belfry on a laptop" } });
  return { deviceCode: String(body.deviceCode), userCode: String(body.userCode) };
}

async function startApproved({ people }: Fixtures) {
  const { deviceCode, userCode } = await startLogin();
  const cookie = await cookieFor(people.member);
  const { status } = await callApi("POST /api/device/decision", { cookie, body: { userCode, approve: true } });
  if (status !== 200) throw new Error(`The program was not let in: ${status}.`);
  return { deviceCode };
}

export const DEVICE_SAMPLES: Record<string, Row> = {
  "POST /api/device/code": { sample: () => ({ body: { clientName: "belfry on a laptop" } }) },
  "POST /api/device/token": { sample: async (fixtures) => ({ body: await startApproved(fixtures) }) },
  "POST /api/device/look-up": { sample: async () => ({ body: { userCode: (await startLogin()).userCode } }) },
  "POST /api/device/decision": {
    sample: async () => ({ body: { userCode: (await startLogin()).userCode, approve: true } }),
  },
};
