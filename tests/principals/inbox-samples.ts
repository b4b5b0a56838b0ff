import { notify } from "@/lib/notifications/events/notify";
import { deleteOne } from "@/lib/notifications/inbox/edits";
import { keepFilter } from "@/lib/notifications/inbox/filters";
import { listInbox } from "@/lib/notifications/inbox/list";
import type { House, Person } from "./house";
import type { Row } from "./row";

const IN = "/api/workspaces/{ws}";
const INBOX = `${IN}/notifications`;
const LATER = () => new Date(Date.now() + 3_600_000).toISOString();

/** A notification of that person's own, in a group of its own. */
async function makeNotification({ team }: House, who: Person) {
  const subject = { kind: "ticket", id: crypto.randomUUID() };
  const event = { type: "test", title: "Hello", recipients: { users: [who.userId] }, subject };
  const { eventId } = await notify(team.producer, event);
  const page = await listInbox(who, { limit: 1 });
  const row = page.notifications[0];
  if (!row?.group) throw new Error("The notification did not arrive.");
  return { id: row.id, groupId: row.group.id, eventId, subject };
}

async function makeFilter(who: Person) {
  const { id } = await keepFilter(who, { name: crypto.randomUUID(), filter: { unread: true } });
  return { id };
}

const one = async (house: House, who: Person) => ({ id: (await makeNotification(house, who)).id });
const list: Row = { sample: () => ({}) };
const event = { type: "test", title: "Hello", recipients: { everyone: true } };

export const INBOX_SAMPLES: Record<string, Row> = {
  [`POST ${IN}/events`]: { sample: () => ({ body: event }) },
  [`POST ${IN}/events/batch`]: { sample: () => ({ body: { events: [event] } }) },
  [`GET ${IN}/events/{eventId}`]: {
    sample: async (house, who) => ({ params: { eventId: (await makeNotification(house, who)).eventId } }),
  },
  [`PATCH ${IN}/events/{eventId}`]: {
    sample: async (house, who) => ({
      params: { eventId: (await makeNotification(house, who)).eventId },
      body: { title: "Hello again", state: "resolved" },
    }),
  },
  [`GET ${INBOX}`]: {
    sample: () => ({ query: { state: "inbox", type: "test,issue.new", group: "true", limit: "5" } }),
  },
  [`GET ${INBOX}/groups/{groupId}`]: {
    sample: async (house, who) => ({ params: { groupId: (await makeNotification(house, who)).groupId } }),
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
    sample: async (house, who) => ({
      body: { subject: (await makeNotification(house, who)).subject, archived: true },
    }),
  },
  [`POST ${INBOX}/restore`]: {
    sample: async (house, who) => {
      const { id } = await one(house, who);
      await deleteOne(who, { id });
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
