import { expect, test } from "vitest";
import { humanKey, linkTarget, readableData } from "./labels";

test("keys become words, whatever their spelling", () => {
  expect(["ticket_number", "ticketNumber", "ticket-number", "Ticket Number"].map(humanKey)).toEqual(
    Array(4).fill("Ticket number"),
  );
  expect(humanKey("SLA")).toBe("SLA");
  expect(humanKey("old")).toBe("Old");
});

test("only plain values are shown, none of them as code", () => {
  const data = { ticket: "NW-1", count: 20418, isOpen: true, none: "", nothing: null, list: [1], nested: { a: 1 } };
  expect(readableData(data).map(({ label, value }) => `${label}: ${value}`)).toEqual([
    "Ticket: NW-1",
    "Count: 20418",
    "Is open: Yes",
  ]);
});

test("links lead here or elsewhere over https, or are none", () => {
  expect(linkTarget("/notifications?n=1")).toBe("here");
  expect(linkTarget("https://example.com/x")).toBe("elsewhere");
  for (const bad of [
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http://example.com",
    "https://",
    "x",
  ]) {
    expect(linkTarget(bad), bad).toBeNull();
  }
});
