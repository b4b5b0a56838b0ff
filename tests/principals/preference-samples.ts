import { sealStop } from "@/lib/notifications/preferences/unsubscribe-link";
import type { Fixtures, Person } from "./fixtures";
import type { Row } from "./row";

const INBOX = "/api/workspaces/{ws}/notifications";
const list: Row = { sample: () => ({}) };
const change = { scope: "category", key: "system", channel: "email", isOn: false };
const subject = { kind: "ticket", id: "42" };

/** The link in a mail of the member's: whoever has the mail may follow it, signed in or not. */
const linked: Row = {
  sample: ({ team, people }: Fixtures, _: Person) => {
    const { userId } = people.member;
    return { query: { token: sealStop({ userId, workspaceId: team.workspaceId, scope: "type", key: "test" }) } };
  },
};

export const PREFERENCE_SAMPLES: Record<string, Row> = {
  [`GET ${INBOX}/preferences`]: list,
  [`PATCH ${INBOX}/preferences`]: { sample: () => ({ body: { changes: [change] } }) },
  [`GET ${INBOX}/defaults`]: list,
  [`PATCH ${INBOX}/defaults`]: { sample: () => ({ body: { changes: [change] } }) },
  [`POST ${INBOX}/preferences/simulate`]: { sample: () => ({ body: { type: "test", priority: "urgent", subject } }) },
  [`GET ${INBOX}/mutes`]: list,
  [`PUT ${INBOX}/mutes`]: { sample: () => ({ body: { subject } }) },
  [`DELETE ${INBOX}/mutes`]: { sample: () => ({ query: subject }) },
  "GET /api/me/preferences/schedule": list,
  "PATCH /api/me/preferences/schedule": {
    sample: () => ({ body: { timeZone: "Europe/Berlin", quiet: { "1": [{ from: 1320, to: 420 }] } } }),
  },
  "GET /api/unsubscribe": linked,
  "POST /api/unsubscribe": linked,
  "DELETE /api/unsubscribe": linked,
};
