import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { activities } from "@/db/schema/activity";
import { transact } from "@/db/transaction";
import { SUBJECT_KINDS } from "@/lib/activity/constants";
import { record } from "@/lib/activity/record";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { belfryIn, cookieFor, makeKey, makePerson, makeTeam, type Team } from "@/tests/people";
import { CATALOGUE } from "../catalogue/registry";
import { listNotifications } from "../inbox/list";
import { correctEvent, notify, resolveEvent, retractEvent } from "./notify";

useDatabase();

const mention = { type: "chat.mention", title: "Jun mentioned you", recipients: { everyone: true } } as const;
const OURS = [...CATALOGUE.values()].filter(({ by }) => by === "belfry").map(({ key }) => key);

async function makeProducer() {
  const team = await makeTeam();
  const ann = await makePerson(team, "admin");
  const key = await makeKey(team);
  const call = (operation: string, body?: object) =>
    callApi(operation.replace(" ", ` /api/workspaces/${team.slug}`), { key, body });
  const titles = async () => (await listNotifications(ann, { limit: 10 })).notifications.map(({ title }) => title);
  return { team, ann, call, titles };
}

it("Belfry keeps to itself what people and its own parts do", () => {
  expect(OURS.map((key) => key.split(".")[0])).toEqual(expect.arrayContaining(["chat", "comment", "mail"]));
  expect(OURS).toEqual(expect.arrayContaining(["onboarding.completed", "agent.approval_requested"]));
  expect(OURS).toContain("integration.failing");
  expect(OURS).not.toContain("test");
});

describe("a key", () => {
  it.each(OURS)("does not send %s, alone or in a batch, and nobody hears of the batch", async (type) => {
    const { call, titles } = await makeProducer();
    const forged = { ...mention, type };
    expect(await call("POST /events", forged)).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
    const batch = { events: [{ type: "test", recipients: { everyone: true } }, forged] };
    expect(await call("POST /events/batch", batch)).toMatchObject({
      status: 403,
      body: { error: { details: [{ path: "events[1].type" }] } },
    });
    expect(await titles()).toEqual([]);
  });

  it.each([...SUBJECT_KINDS, "Workspace", " user ", "API key"])(
    "does not speak of a subject called %j",
    async (kind) => {
      const { call, titles } = await makeProducer();
      const event = { type: "test", subject: { kind, id: "1" }, recipients: { everyone: true } };
      expect(await call("POST /events", event)).toMatchObject({
        status: 422,
        body: { error: { details: [{ path: "subject.kind" }] } },
      });
      expect(await titles()).toEqual([]);
    },
  );

  it("is told only of types that it may send", async () => {
    const { call } = await makeProducer();
    const { body } = await call("POST /events", { type: "nonsense" });
    expect(body.error.message).toContain("feedback.new");
    for (const key of OURS) expect(body.error.message).not.toContain(key);
  });

  it.each(["announced", "logged"])("neither sees nor rewrites what Belfry %s", async (how) => {
    const { team, ann, call } = await makeProducer();
    const id =
      how === "announced"
        ? (await notify(belfryIn(team), mention)).eventId
        : await record(db(), ann, {
            workspaceId: team.workspaceId,
            type: "member.removed",
            category: "team",
            subject: { kind: "user", id: ann.userId },
            title: "Jun mentioned you",
          });
    for (const change of [{ title: "Forged" }, { state: "resolved" }, { state: "retracted" }]) {
      expect((await call(`PATCH /events/${id}`, change)).status).toBe(404);
    }
    expect((await call(`GET /events/${id}`)).status).toBe(404);
    const [row] = await db().select().from(activities).where(eq(activities.id, id));
    expect(row).toMatchObject({ title: "Jun mentioned you", state: "active" });
  });

  it("corrects what another key of its workspace sent", async () => {
    const { team, call } = await makeProducer();
    const { eventId } = await notify(team.producer, { type: "test", recipients: { everyone: true } });
    expect(await call(`PATCH /events/${eventId}`, { title: "Better" })).toMatchObject({ status: 200 });
  });

  it("and Belfry never take each other's idempotency keys", async () => {
    const { team, call, titles } = await makeProducer();
    const key = { idempotencyKey: "destination-gone:1" };
    const event = { type: "test", title: "Squatted", ...key, recipients: { everyone: true } };
    const first = await call("POST /events", event);
    await notify(belfryIn(team), { ...mention, ...key });
    await notify(belfryIn(team), { ...mention, ...key });
    expect(await titles()).toEqual(["Jun mentioned you", "Squatted"]);
    expect((await call("POST /events", event)).body.eventId).toBe(first.body.eventId);
  });
});

it("an admin does not register a type of the kind that Belfry announces, and one of old is not a producer's", async () => {
  const { team, ann, call } = await makeProducer();
  const own = { key: "chat.poke", label: "Poke", category: "chat" };
  const path = `POST /api/workspaces/${team.slug}/event-types`;
  expect((await callApi(path, { cookie: await cookieFor(ann), body: own })).status).toBe(409);
  expect((await call("POST /events", { ...mention, type: "chat.poke" })).status).toBe(403);
});

describe("a domain", () => {
  it("corrects, resolves and retracts what it announced, with what waits, in its own transaction", async () => {
    const { team, ann, titles } = await makeProducer();
    const [edited, done, gone] = [
      await notify(belfryIn(team), mention),
      await notify(ann, { ...mention, title: "Done" }),
      await notify(belfryIn(team), { ...mention, title: "Gone" }),
    ];
    await transact(async (tx) => {
      await correctEvent(ann, edited.eventId, { title: "Jun mentioned you, edited" }, tx);
      await resolveEvent(belfryIn(team), done.eventId, tx);
      await retractEvent(belfryIn(team), gone.eventId, tx);
    });
    expect(await titles()).toEqual(["Done", "Jun mentioned you, edited"]);
    expect((await listNotifications(ann, { limit: 10 })).unreadCount).toBe(1);
    expect(await statesOf(team)).toEqual({
      [edited.eventId]: "pending",
      [done.eventId]: "cancelled",
      [gone.eventId]: "cancelled",
    });
    const failed = transact(async (tx) => {
      await retractEvent(belfryIn(team), edited.eventId, tx);
      throw new Error("something else went wrong");
    });
    await expect(failed).rejects.toThrow("something else");
    expect(await titles()).toContain("Jun mentioned you, edited");
  });

  it("leaves what producers sent alone", async () => {
    const { team } = await makeProducer();
    const { eventId } = await notify(team.producer, { type: "test", recipients: { everyone: true } });
    await expect(retractEvent(belfryIn(team), eventId)).rejects.toMatchObject({ code: "not_found" });
  });
});

async function statesOf({ workspaceId }: Team) {
  const { rows } = await db().execute<{ id: string; state: string }>(sql`
    SELECT n.activity_id AS id, d.state FROM deliveries d JOIN notifications n ON n.id = d.notification_id
    WHERE d.workspace_id = ${workspaceId}`);
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
}
