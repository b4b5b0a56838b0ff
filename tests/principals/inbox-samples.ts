import { notify } from "@/lib/notifications/events/notify";
import { deleteNotification } from "@/lib/notifications/inbox/edits";
import { createFilter } from "@/lib/notifications/inbox/filters";
import { listNotifications } from "@/lib/notifications/inbox/list";
import type { Fixtures, Person } from "./fixtures";
import type { Row } from "./row";

const IN = "/api/workspaces/{ws}";
const INBOX = `${IN}/notifications`;
const LATER = () => new Date(Date.now() + 3_600_000).toISOString();

/** A notification of that person's own, in a group of its own. */
async function makeNotification({ team }: Fixtures, who: Person) {
  const subject = { kind: "ticket", id: crypto.randomUUID() };
  const event = { type: "test", title: "Hello", recipients: { users: [who.userId] }, subject };
  const { eventId } = await notify(team.producer, event);
  const page = await listNotifications(who, { limit: 1 });
  const row = page.notifications[0];
  if (!row?.group) throw new Error("The notification did not arrive.");
  return { id: row.id, groupId: row.group.id, eventId, subject };
}

async function makeFilter(who: Person) {
  const { id } = await createFilter(who, { name: crypto.randomUUID(), filter: { unread: true } });
  return { id };
}

const one = async (fixtures: Fixtures, who: Person) => ({ id: (await makeNotification(fixtures, who)).id });
const list: Row = { sample: () => ({}) };
const event = { type: "test", title: "Hello", recipients: { everyone: true } };

export const INBOX_SAMPLES: Record<string, Row> = {
  [`POST ${IN}/events`]: { sample: () => ({ body: event }) },
  [`POST ${IN}/events/batch`]: { sample: () => ({ body: { events: [event] } }) },
  [`GET ${IN}/events/{eventId}`]: {
    sample: async (fixtures, who) => ({ params: { eventId: (await makeNotification(fixtures, who)).eventId } }),
  },
  [`PATCH ${IN}/events/{eventId}`]: {
    sample: async (fixtures, who) => ({
      params: { eventId: (await makeNotification(fixtures, who)).eventId },
      body: { title: "Hello again", state: "resolved" },
    }),
  },
  [`GET ${INBOX}`]: {
    sample: () => ({ query: { state: "inbox", type: "test,issue.new", group: "true", limit: "5" } }),
  },
  [`GET ${INBOX}/groups/{groupId}`]: {
    sample: async (fixtures, who) => ({ params: { groupId: (await makeNotification(fixtures, who)).groupId } }),
    isPersonal: true,
  },
  [`GET ${INBOX}/poll`]: { sample: () => ({ query: { since: "0" } }) },
  [`GET ${INBOX}/unread-count`]: list,
  [`GET ${INBOX}/{id}`]: { sample: async (...at) => ({ params: await one(...at) }), isPersonal: true },
  [`GET ${INBOX}/{id}/trace`]: { sample: async (...at) => ({ params: await one(...at) }), isPersonal: true },
  [`PATCH ${INBOX}/{id}`]: {
    sample: async (...at) => ({ params: await one(...at), body: { read: true, snoozedUntil: LATER() } }),
    isPersonal: true,
  },
  [`DELETE ${INBOX}/{id}`]: { sample: async (...at) => ({ params: await one(...at) }), isPersonal: true },
  [`POST ${INBOX}/mark-read`]: { sample: async (...at) => ({ body: { ids: [(await one(...at)).id] } }) },
  [`POST ${INBOX}/mark-all-read`]: {
    sample: async (...at) => ({ body: { category: "system", before: (await one(...at)) && LATER() } }),
  },
  [`POST ${INBOX}/mark-seen`]: { sample: async (...at) => ({ body: { before: (await one(...at)) && LATER() } }) },
  [`POST ${INBOX}/update`]: {
    sample: async (fixtures, who) => ({
      body: { subject: (await makeNotification(fixtures, who)).subject, archived: true },
    }),
  },
  [`POST ${INBOX}/restore`]: {
    sample: async (fixtures, who) => {
      const { id } = await one(fixtures, who);
      await deleteNotification(who, { id });
      return { body: { ids: [id] } };
    },
  },
  [`GET ${INBOX}/filters`]: list,
  [`POST ${INBOX}/filters`]: {
    sample: () => ({ body: { name: crypto.randomUUID(), filter: { state: "archived", type: ["test"] } } }),
  },
  [`PATCH ${INBOX}/filters/{id}`]: {
    sample: async (_, who) => ({ params: await makeFilter(who), body: { name: crypto.randomUUID() } }),
    isPersonal: true,
  },
  [`DELETE ${INBOX}/filters/{id}`]: {
    sample: async (_, who) => ({ params: await makeFilter(who) }),
    isPersonal: true,
  },
};
