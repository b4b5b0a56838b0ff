import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { integrations } from "@/db/schema/integrations";
import { env } from "@/lib/env";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";
import { startSlackServer } from "@/tests/slack-server";

useDatabase();

let slack: Awaited<ReturnType<typeof startSlackServer>>;
beforeAll(async () => {
  slack = await startSlackServer();
});
afterAll(() => slack.close());

let team: Team;
let cookie: string;
let at: string;
beforeEach(async () => {
  Object.assign(env(), { SLACK_API_URL: slack.url, SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "shh" });
  slack.calls.length = 0;
  slack.state.tokens = new Set(["xoxb-good"]);
  slack.state.answer = () => undefined;
  team = await makeTeam();
  cookie = await cookieFor(await makePerson(team, "admin"));
  at = `/api/workspaces/${team.slug}/integrations/slack`;
});
afterEach(() => Object.assign(env(), { SLACK_CLIENT_ID: undefined, SLACK_CLIENT_SECRET: undefined }));

const rows = () => db().select().from(integrations).where(eq(integrations.workspaceId, team.workspaceId));
const put = (token: string) => callApi(`PUT ${at}`, { cookie, body: { token } });

describe("a bot token", () => {
  test("is tried, kept sealed, and never shown again", async () => {
    const { status, body } = await put("xoxb-good");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      connection: { team: "Northwind Slack", state: "active", lastError: null },
      canInstall: true,
    });
    expect(slack.of("auth.test").map(({ token }) => token)).toEqual(["xoxb-good"]);
    expect((await callApi(`GET ${at}`, { cookie })).body).toEqual(body);
    expect(JSON.stringify([await rows(), body])).not.toContain("xoxb-good");
  });

  test.each([
    ["xoxb-bad", /no longer accepts this connection \(invalid_auth\)\. Nothing was changed/],
    ["xoxp-person", /is no bot token/],
    ["", /bot token/],
  ])("%j is refused, and the former connection stays", async (token, reason) => {
    await put("xoxb-good");
    const { status, body } = await put(token);
    expect(status).toBe(422);
    expect(body.error.details?.find(({ path }) => path === "token")?.message).toMatch(reason);
    expect(await rows()).toHaveLength(1);
  });

  test("is not kept when Slack does not answer", async () => {
    env().SLACK_API_URL = "http://127.0.0.1:1/api/";
    expect((await put("xoxb-good")).body.error.message).toMatch(/cannot be reached/);
    expect(await rows()).toEqual([]);
  });

  test("replaces another, and is forgotten on request, as often as asked", async () => {
    await put("xoxb-good");
    const [before] = await rows();
    await put("xoxb-good");
    const [after, ...others] = await rows();
    expect(others).toEqual([]);
    expect(after?.id).not.toBe(before?.id);
    for (let i = 0; i < 2; i++) {
      expect((await callApi(`DELETE ${at}`, { cookie })).body).toMatchObject({ connection: null });
    }
    expect(await rows()).toEqual([]);
  });
});

describe("adding the app by a click", () => {
  const begin = async (as = cookie) => {
    const { body } = await callApi(`POST ${at}/install`, { cookie: as });
    return new URL(String(body.url)).searchParams;
  };
  const complete = (state: string | null, code = "right-code", as = cookie) =>
    callApi(`POST ${at}/install/complete`, { cookie: as, body: { code, state } });

  test("leads to Slack with what the app needs, and comes back connected", async () => {
    const asked = await begin();
    expect(Object.fromEntries(asked)).toMatchObject({
      client_id: "1.2",
      scope: "chat:write,chat:write.public,users:read,users:read.email",
      redirect_uri: "http://localhost:3000/settings/integrations/slack",
      state: expect.stringMatching(new RegExp(`^${team.slug}~`)),
    });
    const { status, body } = await complete(asked.get("state"));
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({ connection: { team: "Northwind Slack", state: "active" } });
    expect(slack.of("oauth.v2.access").map(({ form }) => form)).toEqual([
      {
        client_id: "1.2",
        client_secret: "shh",
        code: "right-code",
        redirect_uri: "http://localhost:3000/settings/integrations/slack",
      },
    ]);
  });

  test("cannot be finished with another's beginning, a changed one, or a wrong code", async () => {
    const theirs = await cookieFor(await makePerson(team, "admin"));
    const state = (await begin(theirs)).get("state");
    const own = (await begin()).get("state");
    for (const foreign of [state, "s", `${team.slug}~x`, `${own}A`]) {
      expect((await complete(foreign)).body.error.message).toMatch(/another browser, or too long ago/);
    }
    expect(slack.of("oauth.v2.access")).toEqual([]);
    expect((await complete(own, "wrong-code")).body.error.message).toMatch(/refused \(invalid_code\)\. Begin again/);
    expect(await rows()).toEqual([]);
  });

  test("is not offered without the app's credentials", async () => {
    Object.assign(env(), { SLACK_CLIENT_ID: undefined });
    expect((await callApi(`GET ${at}`, { cookie })).body.canInstall).toBe(false);
    expect((await callApi(`POST ${at}/install`, { cookie })).status).toBe(409);
    expect((await complete("s")).status).toBe(409);
  });
});
