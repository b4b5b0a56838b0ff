import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { deviceLogins } from "@/db/schema/auth";
import { rateBuckets } from "@/db/schema/limits";
import { members } from "@/db/schema/workspaces";
import { bearerOf, sessionOfBearer } from "@/lib/auth/bearer";
import { USER_CODE_LETTERS } from "@/lib/auth/device-contract";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makeKey, makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();

let team: Team;
let ann: Awaited<ReturnType<typeof makePerson>>;
beforeEach(async () => {
  await db().delete(rateBuckets);
  team = await makeTeam();
  ann = await makePerson(team);
});

async function start(clientName = "belfry on laptop") {
  const { status, body } = await callApi("POST /api/device/code", { body: { clientName } });
  expect(status).toBe(200);
  return { deviceCode: String(body.deviceCode), userCode: String(body.userCode), body };
}

const askToken = (deviceCode: string) => callApi("POST /api/device/token", { body: { deviceCode } });
const codeOf = async (answer: ReturnType<typeof callApi>) => (await answer).body.error?.code;
const lookUp = async (userCode: string, by = ann) =>
  callApi("POST /api/device/look-up", { cookie: await cookieFor(by), body: { userCode } });
const decide = async (userCode: string, approve: boolean, by = ann) =>
  callApi("POST /api/device/decision", { cookie: await cookieFor(by), body: { userCode, approve } });

async function signIn(by = ann) {
  const { deviceCode, userCode } = await start();
  expect((await decide(userCode, true, by)).status).toBe(200);
  const { status, body } = await askToken(deviceCode);
  expect(status).toBe(200);
  return { token: String(body.accessToken), sessionId: String(body.sessionId), deviceCode };
}

describe("a program that asks to be let in", () => {
  it("gets a code for itself, and one that a person can read aloud; neither is in the database", async () => {
    const { deviceCode, userCode, body } = await start();
    expect(userCode).toMatch(new RegExp(`^[${USER_CODE_LETTERS}]{4}-[${USER_CODE_LETTERS}]{4}$`));
    expect(body.verificationUriComplete).toBe(`${body.verificationUri}?code=${userCode}`);
    const rows = JSON.stringify(await db().select().from(deviceLogins));
    for (const secret of [deviceCode, userCode, userCode.replace("-", "")]) expect(rows).not.toContain(secret);
  });

  it("waits, is let in by its person, and gets its session once", async () => {
    const { deviceCode, userCode } = await start();
    expect(await codeOf(askToken(deviceCode))).toBe("authorization_pending");
    expect((await lookUp(userCode.toLowerCase().replace("-", " "))).body).toMatchObject({
      clientName: "belfry on laptop",
    });
    expect((await decide(userCode, true)).body).toEqual({ done: true, clientName: "belfry on laptop" });
    const answers = await Promise.all([askToken(deviceCode), askToken(deviceCode)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    await db().delete(rateBuckets);
    expect(await codeOf(askToken(deviceCode))).toBe("expired_token");
    expect((await decide(userCode, true)).status).toBe(404);
  });

  it("is slowed down when it asks too often, and told so without end", async () => {
    const { deviceCode } = await start();
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 6; i++) codes.push(await codeOf(askToken(deviceCode)));
    expect(codes.slice(0, 3)).toEqual(Array(3).fill("authorization_pending"));
    expect(codes.at(-1)).toBe("slow_down");
  });

  it("is refused by its person for good", async () => {
    const { deviceCode, userCode } = await start();
    expect((await decide(userCode, false)).status).toBe(200);
    expect(await codeOf(askToken(deviceCode))).toBe("access_denied");
    expect((await decide(userCode, true)).status).toBe(404);
    expect(await codeOf(askToken(deviceCode))).toBe("access_denied");
  });

  it("comes too late after ten minutes, let in or not", async () => {
    const [waiting, letIn] = [await start(), await start()];
    await decide(letIn.userCode, true);
    await db().update(deviceLogins).set({ expiresAt: sql`clock_timestamp()` });
    expect((await lookUp(waiting.userCode)).status).toBe(404);
    expect((await decide(waiting.userCode, true)).status).toBe(404);
    for (const { deviceCode } of [waiting, letIn]) expect(await codeOf(askToken(deviceCode))).toBe("expired_token");
  });

  it("that nobody knows gets the same words as one that has run out", async () => {
    expect(await codeOf(askToken("x".repeat(43)))).toBe("expired_token");
  });

  it("cannot hide behind invisible characters or endless names", async () => {
    for (const clientName of ["", " ", "a\u202eb", "a\nb", "x".repeat(81)]) {
      expect((await callApi("POST /api/device/code", { body: { clientName } })).status).toBe(422);
    }
  });

  it("is limited, with everybody of its network", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 32; i++)
      statuses.push((await callApi("POST /api/device/code", { body: { clientName: "flood" } })).status);
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("the person at the page", () => {
  it("may try twenty codes, then waits; a colleague does not", async () => {
    const { userCode } = await start();
    const tries = await Promise.all(Array.from({ length: 30 }, () => lookUp("BBBB-BBBB")));
    expect(tries.filter(({ status }) => status === 404)).toHaveLength(20);
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(10);
    expect((await lookUp(userCode)).status).toBe(429);
    expect((await decide(userCode, true)).status).toBe(429);
    expect((await lookUp(userCode, await makePerson(team))).status).toBe(200);
  });

  it.each(["", "WDJB", "AEIO-UAEI", "WDJB-MJHTX", "1234-5678"])("a code like “%s” is no code", async (userCode) => {
    expect((await lookUp(userCode)).status).toBe(422);
  });

  it("must ask from a page of ours, with a session of their own", async () => {
    const { userCode } = await start();
    const body = { userCode, approve: true };
    const cookie = await cookieFor(ann);
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await callApi("POST /api/device/decision", { cookie, body, headers })).status).toBe(403);
    expect((await callApi("POST /api/device/decision", { body })).status).toBe(401);
    const key = await makeKey(team);
    expect((await callApi("POST /api/device/decision", { key, body })).status).toBe(403);
    expect((await lookUp(userCode)).status).toBe(200);
  });

  it("of two who decide at once, one is heard", async () => {
    const { userCode, deviceCode } = await start();
    const answers = await Promise.all([decide(userCode, true), decide(userCode, false, await makePerson(team))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    const isIn = answers[0]?.status === 200;
    expect((await askToken(deviceCode)).body.error?.code).toBe(isIn ? undefined : "access_denied");
  });
});

describe("the program's session", () => {
  it("is the person's in every place: no origin needed, cookies ignored, and no more rights than theirs", async () => {
    const { token } = await signIn();
    const [, inbox] = [await makeTeam(), `/api/workspaces/${team.slug}/notifications`];
    expect((await callApi("GET /api/me", { key: token })).body).toMatchObject({ user: { id: ann.userId } });
    expect((await callApi(`GET ${inbox}`, { key: token })).status).toBe(200);
    expect((await callApi(`POST ${inbox}/mark-all-read`, { key: token, body: {} })).status).toBe(200);
    expect((await callApi(`GET /api/workspaces/${team.slug}/api-keys`, { key: token })).status).toBe(403);
    expect((await callApi(`GET /api/workspaces/${(await makeTeam()).slug}`, { key: token })).status).toBe(404);
    const event = { type: "test", title: "Hello", recipients: { everyone: true } };
    expect((await callApi(`POST /api/workspaces/${team.slug}/events`, { key: token, body: event })).status).toBe(401);
    const other = await cookieFor(await makePerson(team));
    expect((await callApi("GET /api/me", { key: token, cookie: other })).body).toMatchObject({
      user: { id: ann.userId },
    });
  });

  it("is listed by its program's name, and ends by the person's hand, by sign-out everywhere, and with membership", async () => {
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    const cookie = await cookieFor(ann);
    const { body } = await callApi("GET /api/me/sessions", { cookie });
    expect(body.sessions).toContainEqual(
      expect.objectContaining({ id: one.sessionId, userAgent: "belfry on laptop", isCurrent: false }),
    );
    const inbox = (token: string) => callApi(`GET /api/workspaces/${team.slug}/notifications`, { key: token });
    expect((await callApi(`DELETE /api/me/sessions/${one.sessionId}`, { cookie })).status).toBe(200);
    expect((await inbox(one.token)).status).toBe(401);
    expect((await callApi(`DELETE /api/me/sessions/${two.sessionId}`, { key: two.token })).status).toBe(200);
    expect((await inbox(two.token)).status).toBe(401);
    await db().delete(members).where(eq(members.userId, ann.userId));
    expect((await inbox(three.token)).status).toBe(404);
    await callApi("DELETE /api/me/sessions", { cookie });
    expect((await inbox(three.token)).status).toBe(401);
  });

  it("cannot be made up from a session's id, nor changed by a letter", async () => {
    const token = bearerOf(ann.sessionId);
    expect(sessionOfBearer(token)).toBe(ann.sessionId);
    const other = bearerOf((await makePerson(team)).sessionId);
    const mixed = `${token.split(".")[0]}.${other.split(".")[1]}`;
    for (const bad of [mixed, token.slice(0, -1), `${token}0`, token.toUpperCase(), "bfs_", `bfs_${ann.sessionId}`]) {
      expect(sessionOfBearer(bad)).toBeUndefined();
      expect((await callApi("GET /api/me", { key: bad })).status).toBe(401);
    }
  });
});
