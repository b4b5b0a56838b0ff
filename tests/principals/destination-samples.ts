import { db } from "@/db/client";
import { channelConfigs } from "@/db/schema/integrations";
import { uuidv7 } from "@/db/uuid";
import type { Fixtures } from "./fixtures";
import type { Row } from "./row";

const IN = "/api/workspaces/{ws}";
const CONFIGS = `${IN}/notifications/configs`;
const SLACK = `${IN}/integrations/slack`;

/** By e-mail, because nothing leaves the machine for it. */
async function makeConfig({ team }: Fixtures) {
  const id = uuidv7();
  const { workspaceId } = team;
  const row = { id, workspaceId, channel: "email" as const, name: "Ops", eventsEnabled: [] };
  await db()
    .insert(channelConfigs)
    .values({ ...row, emailAddresses: ["ops@example.com"] });
  return { id };
}

const list: Row = { sample: () => ({}) };
const both = (status: number) => ({ owner: status, admin: status });

export const DESTINATION_SAMPLES: Record<string, Row> = {
  [`GET ${CONFIGS}`]: list,
  [`POST ${CONFIGS}`]: {
    sample: () => ({
      body: { channel: "email", name: "Ops", emailAddresses: "ops@example.com, dev@example.com", eventsEnabled: [] },
    }),
  },
  [`PATCH ${CONFIGS}/{id}`]: {
    sample: async (fixtures) => ({ params: await makeConfig(fixtures), body: { name: "Renamed", isActive: false } }),
  },
  [`DELETE ${CONFIGS}/{id}`]: { sample: async (fixtures) => ({ params: await makeConfig(fixtures) }) },
  [`POST ${CONFIGS}/test`]: { sample: async (fixtures) => ({ body: { configId: (await makeConfig(fixtures)).id } }) },
  [`GET ${IN}/integrations/health`]: list,
  [`GET ${SLACK}`]: list,
  // No Slack answers in tests of everything, and none is configured.
  [`PUT ${SLACK}`]: { sample: () => ({ body: { token: "xoxb-1-2-abc" } }), refuses: both(422) },
  [`DELETE ${SLACK}`]: list,
  [`POST ${SLACK}/install`]: { sample: () => ({}), refuses: both(409) },
  [`POST ${SLACK}/install/complete`]: { sample: () => ({ body: { code: "c", state: "s" } }), refuses: both(409) },
};
