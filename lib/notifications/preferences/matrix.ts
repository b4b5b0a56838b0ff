import { CHANNELS, type Channel } from "@/db/enums";
import type { Cell, Change, Matrix, TypeRow } from "./contract";

/** One thing said: on or off, at one place, for one channel. */
export type Leaf = Omit<Change, "isOn"> & { isOn: boolean };
type Category = Matrix["categories"][number];

/** A type as far as preferences look at it. */
export interface TypeDefaults extends Pick<TypeRow, "key" | "label" | "defaults"> {
  category: Category["key"];
}

type Word = Pick<Cell, "value" | "source">;
type Find = (scope: Leaf["scope"], key: string, channel: Channel) => Word | undefined;

/**
 * Sets out what the leaves mean: for each channel the nearest word decides, on the type before its category before
 * everything before the type's default. Categories come in the order given. `decisionsFor` says the same in SQL.
 */
export function settleMatrix(types: TypeDefaults[], leaves: Leaf[]): Matrix {
  const said = new Map(leaves.map((leaf) => [placeOf(leaf), leaf.isOn]));
  const find: Find = (scope, key, channel) => {
    const value = said.get(placeOf({ scope, key, channel }));
    return value === undefined ? undefined : { value, source: scope };
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
  const leaves = new Map(leavesOf(matrix).map((leaf) => [placeOf(leaf), leaf]));
  for (const { isOn, ...place } of changes) {
    if (isOn === null) leaves.delete(placeOf(place));
    else leaves.set(placeOf(place), { ...place, isOn });
  }
  const types = matrix.categories.flatMap(({ key, types }) => types.map((type) => ({ ...type, category: key })));
  return settleMatrix(types, [...leaves.values()]);
}

/** What names one switch: no two have the same. */
export const placeOf = ({ scope, key, channel }: Omit<Leaf, "isOn">): string => `${scope} ${key} ${channel}`;

function settleCategory(key: Category["key"], types: TypeDefaults[], find: Find): Category {
  return {
    key,
    channels: cellsOf((channel) => [
      find("category", key, channel),
      find("all", "", channel) ?? common(types, channel),
    ]),
    types: types.map(({ key: type, label, defaults }) => ({
      key: type,
      label,
      defaults,
      channels: cellsOf((channel) => [
        find("type", type, channel),
        find("category", key, channel) ?? find("all", "", channel) ?? defaults[channel],
      ]),
    })),
  };
}

function cellsOf(wordsOn: (channel: Channel) => [own: Word | undefined, inherited: Word]): Record<Channel, Cell> {
  const cells = CHANNELS.map((channel) => {
    const [own, inherited] = wordsOn(channel);
    return [channel, { ...(own ?? inherited), inherited: own === undefined }];
  });
  return Object.fromEntries(cells);
}

/** What types come to by themselves: the value they share, or none. */
function common(types: TypeDefaults[], channel: Channel): Word {
  const defaults = types.map((type) => type.defaults[channel]);
  const values = new Set(defaults.map(({ value }) => value));
  const [value = null] = values.size === 1 ? values : [];
  return { value, source: defaults.some(({ source }) => source === "workspace") ? "workspace" : "catalogue" };
}

function leavesOf({ everything, categories }: Matrix): Leaf[] {
  const own = (scope: Leaf["scope"], key: string, cells: Record<Channel, Cell>): Leaf[] =>
    CHANNELS.flatMap((channel) => {
      const { value, inherited } = cells[channel];
      return inherited || value === null ? [] : [{ scope, key, channel, isOn: value }];
    });
  return [
    ...own("all", "", everything),
    ...categories.flatMap((category) => [
      ...own("category", category.key, category.channels),
      ...category.types.flatMap((type) => own("type", type.key, type.channels)),
    ]),
  ];
}
