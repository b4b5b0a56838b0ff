import { describe, expect, test } from "vitest";
import {
  countFilters,
  filterOf,
  isSame,
  readUrlFilters,
  urlFiltersOf,
  withoutFilters,
  writeUrlFilters,
} from "./url-filters";

const HELSINKI = "Europe/Helsinki";
const read = (search: string) => readUrlFilters(new URLSearchParams(search));
const FULL =
  "show=mentions&type=issue.new,chat.mention&category=chat,tracking&priority=high&from=2026-11-01&to=2026-11-21&read=unread";

describe("the address of a list", () => {
  test("says which list, and what narrows it; the unread by itself needs no words", () => {
    expect(read(FULL)).toMatchObject({ view: "mentions", category: ["tracking", "chat"], isUnreadOnly: true });
    expect(read("")).toMatchObject({ view: "unread", type: [], from: null, isUnreadOnly: false });
    expect(Object.values(writeUrlFilters(read("")))).toEqual(Array(7).fill(null));
    expect(countFilters(read(FULL))).toBe(7);
    expect(countFilters(withoutFilters(read(FULL)))).toBe(0);
  });

  test("of all, the unread only, is that of the unread", () => {
    expect(isSame(read("show=all&read=unread&priority=high"), read("priority=high"))).toBe(true);
  });

  test("comes back as it was written, in whatever order", () => {
    const written = Object.entries(writeUrlFilters(read(FULL))).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    );
    expect(isSame(readUrlFilters(new URLSearchParams(written)), read(FULL))).toBe(true);
    expect(isSame(read("category=chat,tracking"), read("category=tracking,chat"))).toBe(true);
  });

  test("is not trusted: what nobody knows is left out", () => {
    const odd = read("show=everything&category=chat,nonsense&priority=,&from=yesterday&to=2026-1-1&type=,");
    expect(odd).toMatchObject({ view: "unread", type: [], category: ["chat"], priority: [], from: null, to: null });
  });
});

describe("what is asked for", () => {
  test("is days by the person's own clock, the last one included", () => {
    expect(filterOf(read(FULL), HELSINKI)).toMatchObject({
      from: "2026-10-31T22:00:00.000Z",
      to: "2026-11-21T21:59:59.999Z",
    });
  });

  test("is the place for the snoozed and the archived, and the unread in the inbox by itself", () => {
    expect(filterOf(read("show=archived"), HELSINKI)).toEqual({ group: true, state: "archived" });
    expect(filterOf(read("show=snoozed&read=unread"), HELSINKI)).toEqual({
      group: true,
      state: "snoozed",
      unread: true,
    });
    expect(filterOf(read("show=mentions"), HELSINKI)).toEqual({ group: true, mentions: true });
    expect(filterOf(read(""), HELSINKI)).toEqual({ group: true, unread: true });
  });

  test.each(["", FULL, "show=archived&read=unread", "show=mentions", "show=snoozed&to=2026-03-29"])(
    "is kept, and leads back to where it was kept: %s",
    (search) => expect(isSame(urlFiltersOf(filterOf(read(search), HELSINKI), HELSINKI), read(search))).toBe(true),
  );
});
