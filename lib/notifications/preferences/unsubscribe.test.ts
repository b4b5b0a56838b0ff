import PostalMime from "postal-mime";
import { expect, it } from "vitest";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { makePerson, makeTeam } from "@/tests/people";
import { useResendServer } from "@/tests/resend-server";
import { drainDeliveries } from "../delivery/drain";
import { notify } from "../events/notify";
import { getPreferences } from "./settings";
import { openStop, sealStop } from "./unsubscribe-link";

useDatabase();

const provider = useResendServer();

async function mailed() {
  const team = await makeTeam();
  const ann = await makePerson(team);
  const tell = () =>
    notify(team.producer, { type: "feedback.new", title: "Nice", recipients: { users: [ann.userId] } });
  await tell();
  await drainDeliveries(team.workspaceId, "email");
  const [mail] = provider.mails;
  const raw = Object.entries(mail?.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  // As another program's parser reads it.
  const { headers } = await PostalMime.parse(`${raw.join("\r\n")}\r\n\r\n`);
  const list = headers.find(({ key }) => key === "list-unsubscribe")?.value ?? "";
  const post = headers.find(({ key }) => key === "list-unsubscribe-post")?.value;
  const url = new URL(/^<([^>]+)>$/.exec(list)?.[1] ?? "");
  return { team, ann, tell, mail, post, oneClick: `${url.pathname}${url.search}` };
}

const emailOf = async (ann: Awaited<ReturnType<typeof makePerson>>, key: string) =>
  (await getPreferences(ann)).categories.flatMap(({ types }) => types).find((type) => type.key === key)?.channels.email;

it("every mail carries the one-click address of RFC 8058, and one POST without session or JSON stops its type", async () => {
  const { ann, tell, post, oneClick, mail } = await mailed();
  expect(post).toBe("List-Unsubscribe=One-Click");
  expect(mail?.html).toContain("/unsubscribe?token=");
  const answer = await callApi(`POST ${oneClick}`, {
    rawBody: "List-Unsubscribe=One-Click",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://mail.example" },
  });
  expect(answer).toMatchObject({ status: 200, body: { about: "“New feedback”", email: ann.email, isStopped: true } });
  expect(await tell()).toMatchObject({ recipients: 1, deliveries: 0 });
  expect(await emailOf(ann, "feedback.new")).toMatchObject({ value: false, source: "type" });
  expect(await emailOf(ann, "issue.digest")).toMatchObject({ value: true });
});

it("a program that only looks, as many do before anybody reads, stops nothing", async () => {
  const { tell, oneClick } = await mailed();
  const { status, headers } = await callApi(`GET ${oneClick}`);
  expect(status).toBe(302);
  expect(headers.get("location")).toMatch(/\/unsubscribe\?token=/);
  expect(await tell()).toMatchObject({ deliveries: 1 });
});

it("it can be taken back by the same link", async () => {
  const { ann, tell, oneClick } = await mailed();
  await callApi(`POST ${oneClick}`);
  expect(await callApi(`DELETE ${oneClick}`)).toMatchObject({ status: 200, body: { isStopped: false } });
  expect(await tell()).toMatchObject({ deliveries: 1 });
  expect(await emailOf(ann, "feedback.new")).toMatchObject({ inherited: true });
});

it("a link that was changed anywhere is nobody's, and a removed member's says so", async () => {
  const { ann, oneClick } = await mailed();
  const token = new URLSearchParams(oneClick.split("?")[1]).get("token") ?? "";
  for (const at of [0, 20, token.length - 1, token.indexOf(".")]) {
    const changed = `${token.slice(0, at)}${token[at] === "a" ? "b" : "a"}${token.slice(at + 1)}`;
    expect(openStop(changed)).toBeNull();
    expect((await callApi(`POST /api/unsubscribe?token=${changed}`)).status).toBe(404);
  }
  const other = await makeTeam();
  const elsewhere = sealStop({ userId: ann.userId, workspaceId: other.workspaceId, scope: "all", key: "" });
  const answer = await callApi(`POST /api/unsubscribe?token=${elsewhere}`);
  expect(answer).toMatchObject({ status: 404, body: { error: { message: expect.stringContaining("no member") } } });
});
