import fc from "fast-check";

/** Text that has broken parsers, databases and pages before. */
const TEXTS = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "a\udfffb",
  "\u202e\u2066x",
  "\ufeff\u200b\u{e0041}",
  "👩‍👩‍👧‍👦".repeat(40),
  "a\u0301".repeat(300),
  "K@example.com",
  "x".repeat(10_000),
  "'; DROP TABLE users; --",
  "%00",
  "%",
  "private-user.------------------------------------.------------------------------------",
  "_%\\",
  "../../etc/passwd",
  "..%2f..%2f",
  "{{7*7}}<script>alert(1)</script>",
  "javascript:alert(1)",
  "//evil.example",
  "https://user:pass@evil.example/\\",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "NaN",
  "Infinity",
  "-0",
  "1e309",
  "0x10",
  "99999999999999999999",
  "2147483648",
  "-9223372036854775809",
  "0000-00-00T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59.999999999999Z",
  "+275760-09-13T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "true",
  ",",
  ",,,,",
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "{00000000-0000-7000-8000-000000000000}",
];

export const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }) },
);

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
};

/** Any JSON where something else is expected. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -0,
      -1,
      0.5,
      1e308,
      Number.MAX_SAFE_INTEGER,
      2 ** 53,
      2 ** 63,
      -(2 ** 31) - 1,
      [],
      {},
      [null],
      [[]],
      { length: 1 },
      nested(30),
      nested(70),
      Array(1000).fill("x"),
      Array(501).fill("00000000-0000-7000-8000-000000000000"),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

/** Bodies that are no JSON, or say they are what they are not. */
export const rawBody = fc.oneof(
  fc.constantFrom(
    "",
    "{",
    "[]",
    "null",
    "1",
    '"text"',
    "\ufeff{}",
    '{"a":1,"a":2}',
    '{"__proto__":{"role":"owner"}}',
    `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`,
    "[".repeat(50_000),
    `{"a":${"9".repeat(5000)}}`,
    `{"a":"${"x".repeat(300_000)}"}`,
  ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
);
