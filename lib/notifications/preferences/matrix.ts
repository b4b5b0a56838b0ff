import { type Cadence, NOTIFICATION_CHANNELS, type NotificationChannel } from "@/db/enums";
import { canWait, DIGEST_CHANNELS } from "./constants";
import type { Cell, Change, Matrix, TypeRow } from "./contract";

/** What is said at one place, for one channel; null: nothing about that. */
export interface Leaf extends Pick<Change, "scope" | "key" | "channel"> {
  isOn: boolean | null;
  cadence: Cadence | null;
  delayMinutes: number | null;
}
type Category = Matrix["categories"][number];

/** A type as far as preferences look at it. */
export interface TypeDefaults extends Omit<TypeRow, "channels"> {
  category: Category["key"];
}

interface Word<V> {
  value: V;
  source: Cell["source"];
}
/** The three things that can be said of a channel, each inherited by itself. */
interface Words {
  value: Word<boolean | null>;
  cadence: Word<Cadence | null>;
  delayMinutes: Word<number | null>;
}
type Own = { [A in keyof Words]: Words[A] | undefined };
type Find = (scope: Leaf["scope"], key: string, channel: NotificationChannel) => Own;

/**
 * Sets out what the leaves mean: for each channel the nearest word decides, on the type before its category before
 * everything before the type's default. Categories come in the order given. `decidedFor` says the same in SQL.
 */
export function settleMatrix(types: TypeDefaults[], leaves: Leaf[]): Matrix {
  const said = new Map(leaves.map((leaf) => [leafKey(leaf), leaf]));
  const find: Find = (scope, key, channel) => {
    const leaf = said.get(leafKey({ scope, key, channel }));
    const word = <V>(value: V | null | undefined) => (value == null ? undefined : { value, source: scope });
    return { value: word(leaf?.isOn), cadence: word(leaf?.cadence), delayMinutes: word(leaf?.delayMinutes) };
  };
  const everything = cellsOf((channel) => [find("all", "", channel), common(types, channel)]);
  const categories = [...new Set(types.map((type) => type.category))].map((key) =>
    settleCategory(
      key,
      types.filter((type) => type.category === key),
      find,
    ),
  );
  return { everything, categories };
}

/** The matrix as it will be after these changes, worked out from what the matrix itself tells. */
export function editMatrix(matrix: Matrix, changes: Change[]): Matrix {
  const leaves = new Map(leavesOf(matrix).map((leaf) => [leafKey(leaf), leaf]));
  for (const { scope, key, channel, ...said } of changes) {
    const place = { scope, key, channel };
    const before = leaves.get(leafKey(place)) ?? { ...place, isOn: null, cadence: null, delayMinutes: null };
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    leaves.set(leafKey(place), { ...before, ...given });
  }
  const types = matrix.categories.flatMap(({ key, types }) => types.map((type) => ({ ...type, category: key })));
  return settleMatrix(types, [...leaves.values()]);
}

/** What names one switch: no two have the same. */
export const leafKey = ({ scope, key, channel }: Pick<Leaf, "scope" | "key" | "channel">): string =>
  `${scope} ${key} ${channel}`;

function settleCategory(key: Category["key"], types: TypeDefaults[], find: Find): Category {
  const above = (channel: NotificationChannel) => find("all", "", channel);
  return {
    key,
    channels: cellsOf((channel) => [find("category", key, channel), nearer(above(channel), common(types, channel))]),
    types: types.map(({ key: type, label, isCritical, isOptIn, defaults }) => {
      const channels = cellsOf((channel) => {
        const fallen = isOptIn
          ? defaultsOf(defaults[channel])
          : nearer(find("category", key, channel), nearer(above(channel), defaultsOf(defaults[channel])));
        return [find("type", type, channel), fallen];
      });
      return { key: type, label, isCritical, isOptIn, defaults, channels: isCritical ? kept(channels) : channels };
    }),
  };
}

const defaultsOf = ({ value, source, cadence, delayMinutes }: TypeRow["defaults"][NotificationChannel]): Words => ({
  value: { value, source },
  cadence,
  delayMinutes,
});

const nearer = (own: Own, far: Words): Words => ({
  value: own.value ?? far.value,
  cadence: own.cadence ?? far.cadence,
  delayMinutes: own.delayMinutes ?? far.delayMinutes,
});

function cellsOf(
  wordsOn: (channel: NotificationChannel) => [own: Own, inherited: Words],
): Record<NotificationChannel, Cell> {
  const cells = NOTIFICATION_CHANNELS.map((channel) => {
    const [own, inherited] = wordsOn(channel);
    const { value, cadence, delayMinutes } = nearer(own, inherited);
    const cell: Cell = {
      ...value,
      inherited: own.value === undefined,
      cadence: DIGEST_CHANNELS.includes(channel) ? { ...cadence, inherited: own.cadence === undefined } : null,
      delayMinutes: canWait(channel) ? { ...delayMinutes, inherited: own.delayMinutes === undefined } : null,
    };
    return [channel, cell];
  });
  return Object.fromEntries(cells);
}

/** What is too important for it stays in the inbox when everything is off. */
function kept(cells: Record<NotificationChannel, Cell>): Record<NotificationChannel, Cell> {
  if (NOTIFICATION_CHANNELS.some((channel) => cells[channel].value)) return cells;
  return { ...cells, in_app: { ...cells.in_app, value: true, source: "critical" } };
}

/** What types come to by themselves: the value they share, or none. */
function common(types: TypeDefaults[], channel: NotificationChannel): Words {
  const rolledOut = types.filter(({ isOptIn }) => !isOptIn);
  const defaults = (rolledOut.length > 0 ? rolledOut : types).map((type) => defaultsOf(type.defaults[channel]));
  const shared = <A extends keyof Words>(aspect: A) => {
    const words = defaults.map((one) => one[aspect]);
    const values = new Set(words.map(({ value }) => value));
    const [value = null] = values.size === 1 ? values : [];
    const source = words.some((word) => word.source === "workspace") ? "workspace" : "catalogue";
    return { value, source } as Words[A];
  };
  return { value: shared("value"), cadence: shared("cadence"), delayMinutes: shared("delayMinutes") };
}

function leavesOf({ everything, categories }: Matrix): Leaf[] {
  const own = (scope: Leaf["scope"], key: string, cells: Record<NotificationChannel, Cell>): Leaf[] =>
    NOTIFICATION_CHANNELS.map((channel) => {
      const { value, source, inherited, cadence, delayMinutes } = cells[channel];
      const said = <V>(word: { value: V; inherited: boolean } | null) => (word && !word.inherited ? word.value : null);
      // What stays on against somebody's word was switched off by it.
      const isOn = inherited ? null : source === "critical" ? false : value;
      return { scope, key, channel, isOn, cadence: said(cadence), delayMinutes: said(delayMinutes) };
    });
  return [
    ...own("all", "", everything),
    ...categories.flatMap((category) => [
      ...own("category", category.key, category.channels),
      ...category.types.flatMap((type) => own("type", type.key, type.channels)),
    ]),
  ];
}
