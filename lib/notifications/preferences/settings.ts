import { sql } from "drizzle-orm";
import { type Database, db } from "@/db/client";
import { CATEGORIES, CHANNELS, type Channel } from "@/db/enums";
import { transact } from "@/db/transaction";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input } from "@/lib/http/endpoint";
import type { NotificationType } from "../catalogue/define";
import { CATALOGUE } from "../catalogue/registry";
import { asUser } from "../inbox";
import type { Change, changeDefaults, changePreferences, Matrix, TypeRow } from "./contract";
import { type Leaf, placeOf, settleMatrix, type TypeDefaults } from "./matrix";

/** Whose words: a person's in a workspace, or (without one) the workspace's own. */
interface Speaker {
  workspaceId: string;
  userId: string | null;
}

/** What reaches this person in this workspace, and which word decides it. One statement. */
export const readPreferences = (actor: Actor): Promise<Matrix> => read(db(), asUser(actor));

/**
 * Says what is changed, for this person, and leaves every other place as it is: two tabs never undo each other. Of
 * several changes of one place the last holds. Errors (422): a type or category there is not; nothing is written.
 */
export const changeOwnPreferences = (actor: Actor, { changes }: Input<typeof changePreferences>): Promise<Matrix> =>
  change(asUser(actor), changes);

/** What reaches people of this workspace who have said nothing. One statement. */
export const readDefaults = (actor: Actor): Promise<Matrix> => read(db(), workspaceOf(actor));

/** The same as `changeOwnPreferences` for the workspace: it holds for whoever has said nothing themselves. */
export const changeWorkspaceDefaults = (actor: Actor, { changes }: Input<typeof changeDefaults>): Promise<Matrix> =>
  change(workspaceOf(actor), changes);

const workspaceOf = (actor: Actor): Speaker => ({ workspaceId: asUser(actor).workspaceId, userId: null });

async function change({ workspaceId, userId }: Speaker, changes: Change[]): Promise<Matrix> {
  const places = [...new Map(changes.map((one) => [placeOf(one), one])).values()];
  for (const [index, one] of changes.entries()) checkPlace(one, index);
  // Everybody locks in the same order, so that two tabs never wait for each other in a circle.
  places.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const rows = sql`jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
    AS c(scope text, key text, channel text, "isOn" boolean)`;
  return transact(async (tx) => {
    await tx.execute(sql`
      DELETE FROM preferences p USING ${rows}
      WHERE p.workspace_id = ${workspaceId} AND p.user_id IS NOT DISTINCT FROM ${userId}::uuid AND c."isOn" IS NULL
        AND (p.scope, p.key, p.channel) = (c.scope, c.key, c.channel)`);
    await tx.execute(sql`
      INSERT INTO preferences (workspace_id, user_id, scope, key, channel, is_on)
      SELECT ${workspaceId}::uuid, ${userId}::uuid, scope, key, channel, "isOn" FROM ${rows} WHERE "isOn" IS NOT NULL
      ON CONFLICT (workspace_id, user_id, scope, key, channel) DO UPDATE SET is_on = excluded.is_on`);
    return read(tx, { workspaceId, userId });
  });
}

async function read(on: Database, { workspaceId, userId }: Speaker): Promise<Matrix> {
  const { rows } = await on.execute<Leaf & { isOwn: boolean } & Record<string, unknown>>(sql`
    SELECT scope, key, channel, is_on AS "isOn", user_id IS NOT DISTINCT FROM ${userId}::uuid AS "isOwn"
    FROM preferences WHERE workspace_id = ${workspaceId} AND (user_id IS NULL OR user_id = ${userId}::uuid)
      AND is_on IS NOT NULL`);
  const types = [...CATALOGUE.values()].sort((a, b) => rankOf(a) - rankOf(b)).map(ownDefaults);
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

function ownDefaults({ key, label, category, channels }: NotificationType): TypeDefaults {
  const defaultOn = (channel: Channel) => ({ value: channels.includes(channel), source: "catalogue" as const });
  return { key, label, category, defaults: perChannel(defaultOn) };
}

/** To a person, all that their workspace says is its default. */
function underWorkspace({ categories }: Matrix): TypeDefaults[] {
  return categories.flatMap(({ key: category, types }) =>
    types.map(({ key, label, channels }) => {
      const defaultOn = (channel: Channel) => {
        const { value, source } = channels[channel];
        return { value: value === true, source: source === "catalogue" ? source : ("workspace" as const) };
      };
      return { key, label, category, defaults: perChannel(defaultOn) };
    }),
  );
}

const perChannel = (defaultOn: (channel: Channel) => TypeRow["defaults"][Channel]): TypeRow["defaults"] =>
  Object.fromEntries(CHANNELS.map((channel) => [channel, defaultOn(channel)])) as TypeRow["defaults"];

function checkPlace({ scope, key }: Change, index: number): void {
  const path = `changes[${index}].key`;
  const refuse = (message: string) => new AppError("invalid", message, { details: [{ path, message: "is unknown" }] });
  if (scope === "type" && !CATALOGUE.has(key)) {
    throw refuse(`There is no event type “${key}”. Known types: ${[...CATALOGUE.keys()].sort().join(", ")}.`);
  }
  if (scope === "category" && !(CATEGORIES as readonly string[]).includes(key)) {
    throw refuse(`There is no category “${key}”. Categories: ${CATEGORIES.join(", ")}.`);
  }
  if (scope === "all" && key !== "") throw refuse("The scope `all` takes no key: it is about everything.");
}
