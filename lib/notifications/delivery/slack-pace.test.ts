import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { preferences } from "@/db/schema/preferences";
import type { UserActor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { connectSlack } from "@/lib/integrations/slack";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam, type Team } from "@/tests/people";
import { type SlackCall, startSlackServer } from "@/tests/slack-server";
import { notify } from "../events/notify";
import { drainDeliveries } from "./drain";

useDatabase();

let slack: Awaited<ReturnType<typeof startSlackServer>>;
beforeAll(async () => {
  slack = await startSlackServer();
  env().SLACK_API_URL = slack.url;
});
afterAll(() => slack.close());

let team: Team;
let people: (UserActor & { email: string })[];
beforeEach(async () => {
  slack.calls.length = 0;
  slack.state.answer = () => undefined;
  await db().execute(sql`DELETE FROM credential_pauses`);
  team = await makeTeam();
  await connectSlack(await makePerson(team, "admin"), { token: "xoxb-good" });
  people = await Promise.all([1, 2, 3, 4].map(() => makePerson(team)));
  for (const { userId, workspaceId, email } of people) {
    await db().insert(preferences).values({ workspaceId, userId, scope: "all", channel: "slack_dm", isOn: true });
    slack.people.set(email, idOf({ email }));
  }
});

const idOf = (who?: { email: string }) => `U${who?.email.split("@")[0]?.toUpperCase()}`;
const tell = (who: UserActor | undefined, over: object = {}) =>
  notify(team.producer, { type: "test", title: "Hello", recipients: { users: [who?.userId ?? ""] }, ...over });
const drain = (budgetMs?: number) => drainDeliveries(team.workspaceId, "slack_dm", budgetMs);
const postedTo = (who?: { email: string }) =>
  slack.of("chat.postMessage").filter(({ form }) => form.channel === idOf(who));
const throttled = { status: 429, headers: { "retry-after": "30" } };
const refuse = (...whom: ({ email: string } | undefined)[]) => {
  const places = whom.map(idOf);
  slack.state.answer = ({ method, form }: SlackCall) =>
    method === "chat.postMessage" && places.includes(String(form.channel)) ? throttled : undefined;
};

describe("in one workspace's Slack", () => {
  it("an urgent message waits no more than a moment behind 37 of somebody else's", async () => {
    const [noisy, colleague] = people;
    for (let i = 0; i < 37; i++) await tell(noisy);
    const draining = drain(6_000);
    await sleep(1_000);
    await tell(colleague, { priority: "urgent" });
    const since = performance.now();
    await draining;
    const [came] = postedTo(colleague);
    expect((came?.at ?? Number.POSITIVE_INFINITY) - since).toBeLessThan(2_500);
    const times = postedTo(noisy).map(({ at }) => at);
    expect(times.length).toBeGreaterThan(3);
    for (const [i, at] of times.slice(1).entries()) expect(at - (times[i] ?? 0)).toBeGreaterThan(900);
  }, 30_000);

  it("what Slack says of one place holds up that place alone", async () => {
    const [noisy, colleague] = people;
    for (const who of [noisy, noisy, colleague]) await tell(who);
    refuse(noisy);
    const { nextDueAt } = await drain();
    expect(postedTo(noisy)).toHaveLength(1);
    expect(postedTo(colleague)).toHaveLength(1);
    expect((nextDueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(20_000);
    await tell(colleague);
    await drain();
    expect(postedTo(colleague)).toHaveLength(2);
    expect(postedTo(noisy)).toHaveLength(1);
  });

  it("what it says of three at once, or of another call, holds up the connection", async () => {
    const [one, two, three, other] = people;
    for (const who of [one, two, three]) await tell(who);
    refuse(one, two, three);
    await drain();
    expect(slack.of("chat.postMessage")).toHaveLength(3);
    await tell(other);
    await drain();
    expect(postedTo(other)).toHaveLength(0);

    await db().execute(sql`DELETE FROM credential_pauses`);
    slack.state.answer = ({ method }) => (method === "users.lookupByEmail" ? throttled : undefined);
    await drain();
    const calls = slack.calls.length;
    await tell(other);
    await drain();
    expect(slack.calls).toHaveLength(calls);
  });
});
