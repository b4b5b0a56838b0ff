import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { activities } from "@/db/schema/activity";
import { useDatabase } from "@/tests/database";
import { makeTeam } from "@/tests/people";
import { record } from "./record";

useDatabase();

it("keeps what was said of it, and answers the row's id", async () => {
  const { workspaceId } = await makeTeam();
  const agentId = crypto.randomUUID();
  const id = await record(
    db(),
    { kind: "agent", agentId },
    {
      workspaceId,
      type: "contact.updated",
      category: "agents",
      subject: { kind: "user", id: "c-1" },
      title: "The phone number was changed",
      body: "It was read from a mail.",
      link: "/records/c-1",
    },
  );
  const [row] = await db().select().from(activities).where(eq(activities.id, id));
  expect(row).toMatchObject({
    actorKind: "agent",
    actorId: agentId,
    subjectId: "c-1",
    body: "It was read from a mail.",
    link: "/records/c-1",
  });
});
