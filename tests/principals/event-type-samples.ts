import { db } from "@/db/client";
import { eventTypes } from "@/db/schema/event-types";
import type { Fixtures } from "./fixtures";
import type { Row } from "./row";

const IN = "/api/workspaces/{ws}/event-types";

const newKey = () => `invoice.w${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
const said = { label: "Invoice overdue", category: "system", channels: ["in_app"], recipients: ["admin"] } as const;

async function makeType({ team }: Fixtures) {
  const key = newKey();
  const { channels, recipients, ...words } = said;
  await db()
    .insert(eventTypes)
    .values({ ...words, channels: [...channels], recipients: [...recipients], key, workspaceId: team.workspaceId });
  return { key };
}

export const EVENT_TYPE_SAMPLES: Record<string, Row> = {
  [`GET ${IN}`]: { sample: () => ({}) },
  [`POST ${IN}`]: { sample: () => ({ body: { ...said, key: newKey(), shareable: true, rollout: "off" } }) },
  [`PATCH ${IN}/{key}`]: {
    sample: async (fixtures) => ({ params: await makeType(fixtures), body: { label: "Renamed", rollout: "off" } }),
  },
  [`DELETE ${IN}/{key}`]: { sample: async (fixtures) => ({ params: await makeType(fixtures) }) },
};
