import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { users } from "@/db/schema/users";
import { members, workspaces } from "@/db/schema/workspaces";
import { transact } from "@/db/transaction";
import { env } from "@/lib/env";
import { notify } from "@/lib/notifications/events/notify";
import { isEmpty } from "./bootstrap";
import { DEMO_PEOPLE, DEMO_SLUG, ensureDemoKey } from "./demo";

/**
 * Fills a database that holds nobody yet: the demo workspace, or (BELFRY_SEED=empty) a workspace of one owner, whose
 * address is BELFRY_OWNER_EMAIL. Leaves any other database alone. Two at once: one fills, the other finds it full.
 */
export function seedWhenEmpty(): Promise<void> {
  return transact(async (tx) => {
    await tx.execute(sql`LOCK TABLE workspaces IN SHARE ROW EXCLUSIVE MODE`);
    if (!(await isEmpty(tx))) return;
    if (env().BELFRY_SEED === "demo") await seedDemo(tx);
    else await seedOwner(tx, env().BELFRY_OWNER_EMAIL);
  });
}

async function seedOwner(tx: Database, email: string | undefined): Promise<void> {
  if (!email) return;
  const address = email.toLowerCase();
  const handle = (address.split("@")[0] ?? "owner").replace(/[^a-z0-9_]/g, "") || "owner";
  const [workspace] = await tx
    .insert(workspaces)
    .values({ slug: "team", name: "Team" })
    .returning({ id: workspaces.id });
  const [user] = await tx.insert(users).values({ email: address, name: handle, handle }).returning({ id: users.id });
  if (workspace && user) await tx.insert(members).values({ workspaceId: workspace.id, userId: user.id, role: "owner" });
}

/** A workspace with people in it, a producer's key, and a few things that have happened. */
async function seedDemo(tx: Database): Promise<void> {
  const [workspace] = await tx
    .insert(workspaces)
    .values({ slug: DEMO_SLUG, name: "Northwind", productUrl: "https://pilot.northwind.example" })
    .returning({ id: workspaces.id });
  if (!workspace) throw new Error("The demo workspace was not written.");
  const workspaceId = workspace.id;
  for (const { role, ...person } of DEMO_PEOPLE) {
    const [user] = await tx
      .insert(users)
      .values({ ...person, email: `${person.handle}@northwind.example` })
      .returning({ id: users.id });
    if (user) await tx.insert(members).values({ workspaceId, userId: user.id, role });
  }
  await ensureDemoKey(tx);
  await seedEvents(tx, workspaceId);
}

async function seedEvents(tx: Database, workspaceId: string): Promise<void> {
  const tell = (type: string, data: Record<string, unknown>, rest: { title?: string; users?: string[] } = {}) =>
    notify(
      { kind: "system", workspaceId },
      { type, data, title: rest.title, recipients: rest.users ? { users: rest.users } : { everyone: true } },
      tx,
    );
  await tell("app.review_new", { app: "Parcelly", count: 1, snippet: "Finally tells me before the driver does" });
  await tell(
    "proposal.approved",
    { title: "Reset stuck MFA", reviewer_name: "Jun Park" },
    { users: ["@aino", "@mara"] },
  );
  await tell("issue.new", { project: "checkout-ios", new: 3, regressed: 1, titles: ["Payment sheet crash is back"] });
  await tell(
    "session.escalated",
    {
      session_id: "NW-20418",
      engineer_name: "Mara Okafor",
      problem_summary: "VPN drops after the 14:00 certificate roll; customer waiting",
      escalation_reason: "Needs network lead",
    },
    { users: ["@aino", "@tomas"] },
  );
}
