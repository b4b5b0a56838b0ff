import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { CATEGORIES, NOTIFICATION_CHANNELS, type NotificationChannel } from "@/db/enums";
import { afterCommit, transact } from "@/db/transaction";
import { type Actor, asMember } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import type { NotificationType } from "../catalogue/define";
import { listTypes, unknownType } from "../catalogue/own";
import { forgetEventPolicy } from "../catalogue/policy";
import { CHANNEL_LABELS } from "../constants";
import { canWait, DIGEST_CHANNELS } from "./constants";
import type * as api from "./contract";
import type { Change, Matrix, Source, TypeRow } from "./contract";
import { type Leaf, leafKey, settleMatrix, type TypeDefaults } from "./matrix";

/** Whose words: a person's in a workspace, or (without one) the workspace's own. */
interface Speaker {
  workspaceId: string;
  userId: string | null;
}

/** What reaches this person in this workspace, and which word decides it. */
export const getPreferences = (actor: Actor): Promise<Matrix> => read(db(), asMember(actor));

/**
 * Says what is changed, for this person, and leaves every other place as it is: two tabs never undo each other. Of
 * several changes of one place the last holds. Errors (422): a type or category there is not; nothing is written.
 */
export const updatePreferences = (actor: Actor, { changes }: Input<typeof api.updatePreferences>): Promise<Matrix> =>
  changeFor(asMember(actor), changes);

/** What reaches people of this workspace who have said nothing. */
export const getDefaults = (actor: Actor): Promise<Matrix> => read(db(), workspaceOf(actor));

/** The same as `updatePreferences` for the workspace: it holds for whoever has said nothing themselves. */
export const updateDefaults = (actor: Actor, { changes }: Input<typeof api.updateDefaults>): Promise<Matrix> =>
  changeFor(workspaceOf(actor), changes);

const workspaceOf = (actor: Actor): Speaker => ({ workspaceId: asMember(actor).workspaceId, userId: null });

/** The same for whoever speaks, however they were recognised. */
export async function changeFor({ workspaceId, userId }: Speaker, changes: Change[]): Promise<Matrix> {
  const known = await listTypes(db(), workspaceId);
  for (const [index, one] of changes.entries()) checkChange(one, index, known);
  const places = new Map<string, Change>();
  for (const one of changes) places.set(leafKey(one), { ...places.get(leafKey(one)), ...one });
  // Everybody locks in the same order, so that two tabs never wait for each other in a circle.
  const sorted = [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return transact(async (tx) => {
    await tx.execute(sql`
      INSERT INTO preferences AS p (workspace_id, user_id, scope, key, channel, is_on, cadence, delay_minutes)
      SELECT ${workspaceId}::uuid, ${userId}::uuid, said->>'scope', said->>'key', said->>'channel',
        (said->>'isOn')::boolean, said->>'cadence', (said->>'delayMinutes')::int
      FROM jsonb_array_elements(${JSON.stringify(sorted)}::jsonb) AS said
      ON CONFLICT (workspace_id, user_id, scope, key, channel) DO UPDATE SET (is_on, cadence, delay_minutes) = (
        SELECT CASE WHEN said ? 'isOn' THEN excluded.is_on ELSE p.is_on END,
          CASE WHEN said ? 'cadence' THEN excluded.cadence ELSE p.cadence END,
          CASE WHEN said ? 'delayMinutes' THEN excluded.delay_minutes ELSE p.delay_minutes END
        FROM jsonb_array_elements(${JSON.stringify(sorted)}::jsonb) AS said
        WHERE (said->>'scope', said->>'key', said->>'channel') = (excluded.scope, excluded.key, excluded.channel))`);
    await tx.execute(sql`
      DELETE FROM preferences WHERE workspace_id = ${workspaceId} AND user_id IS NOT DISTINCT FROM ${userId}::uuid
        AND num_nonnulls(is_on, cadence, delay_minutes) = 0`);
    if (userId === null) afterCommit(tx, () => forgetEventPolicy(workspaceId));
    return read(tx, { workspaceId, userId });
  });
}

async function read(on: Database, { workspaceId, userId }: Speaker): Promise<Matrix> {
  const { rows } = await on.execute<Leaf & { isOwn: boolean } & Record<string, unknown>>(sql`
    SELECT scope, key, channel, is_on AS "isOn", cadence, delay_minutes AS "delayMinutes",
      user_id IS NOT DISTINCT FROM ${userId}::uuid AS "isOwn"
    FROM preferences WHERE workspace_id = ${workspaceId} AND (user_id IS NULL OR user_id = ${userId}::uuid)`);
  const known = await listTypes(on, workspaceId);
  const types = [...known.values()].sort((a, b) => rankOf(a) - rankOf(b)).map(ownDefaults);
  if (userId === null) return settleMatrix(types, rows);
  const workspace = settleMatrix(
    types,
    rows.filter((row) => !row.isOwn),
  );
  return settleMatrix(
    underWorkspace(workspace),
    rows.filter((row) => row.isOwn),
  );
}

const rankOf = (type: NotificationType) => CATEGORIES.indexOf(type.category);

function ownDefaults({ key, label, category, ...type }: NotificationType): TypeDefaults {
  const isOptIn = type.rollout === "off";
  const source = isOptIn ? "rollout" : "catalogue";
  const defaultOn = (channel: NotificationChannel): TypeRow["defaults"][NotificationChannel] => ({
    value: !isOptIn && type.channels.includes(channel),
    source,
    cadence: { value: "instant", source },
    delayMinutes: { value: (channel !== "in_app" && type.delayMinutes?.[channel]) || 0, source },
  });
  return { key, label, category, isCritical: type.critical ?? false, isOptIn, defaults: perChannel(defaultOn) };
}

/** To a person, all that their workspace says is its default. */
function underWorkspace({ categories }: Matrix): TypeDefaults[] {
  return categories.flatMap(({ key: category, types }) =>
    types.map(({ channels, defaults, ...type }) => {
      const defaultOn = (channel: NotificationChannel): TypeRow["defaults"][NotificationChannel] => {
        const { value, source, cadence, delayMinutes } = channels[channel];
        const far = defaults[channel];
        return {
          // What the workspace has switched off everywhere, somebody may have on elsewhere: then it is off here.
          value: source === "critical" ? false : value === true,
          source: asDefault(source, far.source),
          cadence: cadence ? { value: cadence.value, source: asDefault(cadence.source, far.source) } : far.cadence,
          delayMinutes: delayMinutes
            ? { value: delayMinutes.value, source: asDefault(delayMinutes.source, far.source) }
            : far.delayMinutes,
        };
      };
      return { ...type, category, defaults: perChannel(defaultOn) };
    }),
  );
}

const asDefault = (source: Source, untouched: Source): Source => (source === untouched ? source : "workspace");

const perChannel = (
  defaultOn: (channel: NotificationChannel) => TypeRow["defaults"][NotificationChannel],
): TypeRow["defaults"] =>
  Object.fromEntries(NOTIFICATION_CHANNELS.map((channel) => [channel, defaultOn(channel)])) as TypeRow["defaults"];

type Known = ReadonlyMap<string, NotificationType>;

function checkChange(change: Change, index: number, known: Known): void {
  checkPlace(change, index, known);
  const { channel, isOn, cadence, delayMinutes } = change;
  const refuse = (field: string, message: string) =>
    new AppError("invalid", message, { details: [{ path: `changes[${index}].${field}`, message: "cannot be" }] });
  if (isOn === undefined && cadence === undefined && delayMinutes === undefined) {
    throw refuse("isOn", "Say what should change: `isOn`, `cadence` or `delayMinutes`.");
  }
  if (cadence && !DIGEST_CHANNELS.includes(channel)) {
    throw refuse("cadence", `${CHANNEL_LABELS[channel]} knows no digests: a cadence can be said of e-mail alone.`);
  }
  if (delayMinutes != null && !canWait(channel)) {
    throw refuse("delayMinutes", "The inbox never waits: a delay can be said of the other channels.");
  }
}

function checkPlace({ scope, key }: Change, index: number, known: Known): void {
  const path = `changes[${index}].key`;
  const refuse = (message: string) => new AppError("invalid", message, { details: [{ path, message: "is unknown" }] });
  if (scope === "type" && !known.has(key)) throw unknownType(key, known.keys(), path);
  if (scope === "category" && !(CATEGORIES as readonly string[]).includes(key)) {
    throw refuse(`There is no category “${key}”. Categories: ${CATEGORIES.join(", ")}.`);
  }
  if (scope === "all" && key !== "") throw refuse("The scope `all` takes no key: it is about everything.");
}
