import { expect, test } from "vitest";
import { emailSchema } from "./contract";

test.each([
  "mara@example.com\r\nBcc: all@example.com",
  "mara@example.com,jun@example.com",
  "mara@example.com;jun@example.com",
  "Mara <mara@example.com>",
  '"mara"@example.com',
  "mara\0@example.com",
  "mara @example.com",
  "mara@example.com\tx",
  "mara@@example.com",
  "mara@example",
  "mara@-example.com",
  "mara@example..com",
  "mara@[127.0.0.1]",
  "m\u00e4ra@example.com",
  "mara@ex\u0430mple.com",
  "\u212A@example.com",
  "mara\u202e@example.com",
  "mara@example.com\u200b",
  "@example.com",
  "",
  `${"a".repeat(250)}@example.com`,
])("%j is refused", (text) => {
  expect(emailSchema.safeParse(text).success).toBe(false);
});

test.each([
  [" Mara@Example.COM ", "mara@example.com"],
  ["o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk"],
  ["a.b_c-d@x1.io", "a.b_c-d@x1.io"],
])("%j is %s", (text, folded) => {
  expect(emailSchema.parse(text)).toBe(folded);
});
