import { expect, test } from "vitest";
import { nextPath } from "./next-path";

test.each([
  ["/chat?w=acme#m1", "/chat?w=acme#m1"],
  ["/activity/../profile?w=x", "/profile?w=x"],
  ["/a?next=https://evil.example", "/a?next=https://evil.example"],
])("%j leads there", (given, path) => {
  expect(nextPath(given)).toBe(path);
});

test.each([
  undefined,
  "",
  "chat",
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/..//evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "/%2e%2e//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  " //evil.example",
  "javascript:alert(1)",
  "/sign-in?next=/sign-in",
  "/api/sign-in/demo",
  "/api",
  `/${"a".repeat(3000)}`,
])("%j leads to the inbox", (given) => {
  expect(nextPath(given)).toBe("/notifications");
});
