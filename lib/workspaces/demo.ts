import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Role, Scope } from "@/db/enums";
import { users } from "@/db/schema/users";
import { members, workspaces } from "@/db/schema/workspaces";
import { storeApiKey } from "@/lib/auth/api-key-auth";
import { mac } from "@/lib/crypto";

export const DEMO_SLUG = "northwind";

export const DEMO_PEOPLE: { name: string; handle: string; role: Role; timeZone: string }[] = [
  { name: "Aino Rautio", handle: "aino", role: "owner", timeZone: "Europe/Helsinki" },
  { name: "Mara Okafor", handle: "mara", role: "admin", timeZone: "Africa/Lagos" },
  { name: "Tomás Lindqvist", handle: "tomas", role: "member", timeZone: "Europe/Stockholm" },
  { name: "Jun Park", handle: "jun", role: "member", timeZone: "Asia/Seoul" },
  { name: "Ines Duarte", handle: "ines", role: "member", timeZone: "America/Sao_Paulo" },
  { name: "Leo Brandt", handle: "leo", role: "guest", timeZone: "Europe/Berlin" },
];

/** The demo producer's key: derived from the instance's secret, so that every start can print the same one. */
export function demoApiKey(): string {
  const digest = mac("demo-producer", DEMO_SLUG);
  return `bf_${digest.slice(0, 12)}.${Buffer.from(mac("demo-producer-secret", DEMO_SLUG), "hex").toString("base64url")}`;
}

/** Makes sure the demo producer's key opens: a new data folder on an old database means another secret. */
export async function ensureDemoKey(on: Database): Promise<void> {
  const [workspace] = await on.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.slug, DEMO_SLUG));
  if (!workspace) return;
  const row = { workspaceId: workspace.id, name: "Demo producer", scopes: ["events:write", "events:read"] as Scope[] };
  await storeApiKey(demoApiKey(), row, on);
}

/** The demo's people with their roles, in the order of their roles; empty when there is no demo here. */
export async function listDemoPeople(on: Database) {
  const rows = await on
    .select({ id: users.id, name: users.name, email: users.email, handle: users.handle, role: members.role })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(workspaces.slug, DEMO_SLUG));
  const order = DEMO_PEOPLE.map((person) => person.handle);
  return rows
    .filter((row) => order.includes(row.handle))
    .sort((a, b) => order.indexOf(a.handle) - order.indexOf(b.handle));
}
