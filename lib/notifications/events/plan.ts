import type { Database } from "@/db/client";
import { uuidv7 } from "@/db/uuid";
import type { KeyActor, SystemActor, UserActor } from "@/lib/auth/actor";
import type { NotificationType } from "../catalogue/define";
import { refuseType } from "../catalogue/own";
import type { EventPolicy } from "../catalogue/policy";
import { CATALOGUE } from "../catalogue/registry";
import { type DecidedType, decidedType } from "../preferences/decision";
import type { EventInput } from "./contract";
import { type Asked, askedBy } from "./recipients";
import { type RenderedEvent, renderEvent } from "./render";

export type Notifier = UserActor | KeyActor | SystemActor;

/** An event that is understood: what to say, and who is asked for. */
export interface Plan {
  activityId: string;
  actor: Notifier;
  type: NotificationType;
  decided: DecidedType;
  event: EventInput;
  rendered: RenderedEvent;
  asked: Asked;
}

/** Understands one event: finds its type, renders it and reads whom it is for. Errors: see `notify`. */
export async function planEvent(
  on: Database,
  actor: Notifier,
  event: EventInput,
  { links, own, words }: EventPolicy,
): Promise<Plan> {
  const { workspaceId } = actor;
  const type = own.get(event.type) ?? CATALOGUE.get(event.type) ?? (await refuseType(on, workspaceId, event.type));
  const rendered = renderEvent(type, event, links);
  return {
    activityId: uuidv7(),
    actor,
    type,
    decided: decidedType(type, words),
    event,
    rendered,
    asked: askedBy(event, type),
  };
}
