import { expect, it } from "vitest";
import { useDatabase } from "@/tests/database";
import { belfryIn, makePerson, makeTeam } from "@/tests/people";
import { notify } from "../events/notify";
import { simulateEvent } from "../events/simulate";
import { listNotifications } from "../inbox/list";
import { listMutes, muteSubject, unmuteSubject } from "./mutes";

useDatabase();

const subject = { kind: "ticket", id: "42" };

it("a muted subject is told by nothing any more, to that person alone, until it is heard of again", async () => {
  const team = await makeTeam();
  const [ann, bob] = [await makePerson(team), await makePerson(team)];
  const tell = () =>
    notify(team.producer, { type: "feedback.new", title: "Ticket 42", subject, recipients: { everyone: true } });
  await tell();
  await muteSubject(ann, { subject });
  expect((await muteSubject(ann, { subject })).mutes).toMatchObject([{ subject, title: "Ticket 42" }]);
  expect(await tell()).toMatchObject({ recipients: 2, deliveries: 1 });
  expect(await listNotifications(ann, { limit: 5 })).toMatchObject({ unreadCount: 1 });
  expect(await listNotifications(bob, { limit: 5 })).toMatchObject({ unreadCount: 2 });
  const { channels } = await simulateEvent(ann, { type: "feedback.new", subject });
  expect(new Set(channels.map(({ outcome, rule }) => `${outcome}: ${rule}`))).toEqual(
    new Set(["off: you muted its subject"]),
  );
  expect(await unmuteSubject(ann, subject)).toEqual({ mutes: [] });
  await tell();
  expect(await listNotifications(ann, { limit: 5 })).toMatchObject({ unreadCount: 2 });
});

it("what is critical comes from a muted subject, too", async () => {
  const team = await makeTeam();
  const ann = await makePerson(team);
  await muteSubject(ann, { subject });
  const data = { integration: "Slack", error: "No" };
  await notify(belfryIn(team), { type: "integration.failing", data, subject, recipients: { everyone: true } });
  expect(await listNotifications(ann, { limit: 5 })).toMatchObject({ unreadCount: 1 });
});

it("a mute is one's own, in one workspace", async () => {
  const [here, there] = [await makeTeam(), await makeTeam()];
  const [ann, bob] = [await makePerson(here), await makePerson(here)];
  await muteSubject(ann, { subject });
  expect(await listMutes(bob)).toEqual({ mutes: [] });
  expect(await listMutes({ ...ann, workspaceId: there.workspaceId })).toEqual({ mutes: [] });
});
