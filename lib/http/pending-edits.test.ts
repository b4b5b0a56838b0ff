import { expect, test, vi } from "vitest";
import { PendingEdits, replay } from "./pending-edits";

const made = () => {
  const folded: string[] = [];
  const edits = new PendingEdits<string, number>((edit, answer) => folded.push(`${edit}${answer}`));
  for (const edit of ["a", "b", "c"]) edits.add(edit);
  return { edits, folded };
};

test("edits are replayed over what was fetched, in the order they were made", () => {
  const append = (text: string, edit: string) => text + edit;
  expect(replay("fetched ", made().edits.get(), append)).toBe("fetched abc");
  expect(replay(undefined, made().edits.get(), append)).toBeUndefined();
});

test("an edit is folded once all before it are answered", () => {
  const { edits, folded } = made();
  edits.commit("c", 1);
  edits.commit("b", 2);
  expect([folded, edits.get()]).toEqual([[], ["a", "b", "c"]]);
  edits.commit("a", 3);
  expect([folded, edits.get()]).toEqual([["a3", "b2", "c1"], []]);
});

test("a refused edit goes alone, and lets those behind it be folded", () => {
  const { edits, folded } = made();
  edits.commit("b", 1);
  edits.revert("a");
  expect([folded, edits.get()]).toEqual([["b1"], ["c"]]);
});

test("whoever follows is called once a change is complete, and gets the same array until the next", () => {
  const { edits, folded } = made();
  const seen: number[] = [];
  const onChange = vi.fn(() => seen.push(folded.length));
  const stop = edits.subscribe(onChange);
  edits.commit("a", 1);
  expect(seen).toEqual([1]);
  expect(edits.get()).toBe(edits.get());
  stop();
  edits.revert("b");
  expect(onChange).toHaveBeenCalledTimes(1);
});
