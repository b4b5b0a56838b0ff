import type { Role, Scope } from "@/db/enums";
import { AppError } from "@/lib/errors";

/** A person in one workspace. */
export interface UserActor {
  kind: "user";
  userId: string;
  sessionId: string;
  workspaceId: string;
  workspaceSlug: string;
  role: Role;
}

/** A person, where no workspace is named. */
export interface PersonActor {
  kind: "person";
  userId: string;
  sessionId: string;
}

/** A producer. */
export interface KeyActor {
  kind: "api_key";
  keyId: string;
  workspaceId: string;
  workspaceSlug: string;
  scopes: Scope[];
}

/** An agent of a workspace, at work for whoever called it. */
export interface AgentActor {
  kind: "agent";
  agentId: string;
  workspaceId: string;
  workspaceSlug: string;
}

/** Belfry itself: jobs, seeding. */
export interface SystemActor {
  kind: "system";
  workspaceId: string;
}

/** Nobody we know, from this network address. */
export interface NobodyActor {
  kind: "nobody";
}

/** Who is asking. Every verb takes one first, and scopes its SQL by it. */
export type Actor = UserActor | PersonActor | KeyActor | AgentActor | SystemActor | NobodyActor;

const RANK: Record<Role, number> = { guest: 0, member: 1, admin: 2, owner: 3 };

/** Whether `role` may do what needs `needed`. */
export const hasRole = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

/** The person behind a call, in a workspace or not. Error: 403 for everybody else. */
export function asPerson(actor: Actor): UserActor | PersonActor {
  if (actor.kind === "user" || actor.kind === "person") return actor;
  throw new AppError("forbidden", "This is for people who sign in.");
}

/** The person behind a call, in the workspace it names. Error: 403 for everybody else. */
export function asMember(actor: Actor): UserActor {
  if (actor.kind === "user") return actor;
  throw new AppError("forbidden", "This is for the members of a workspace.");
}
