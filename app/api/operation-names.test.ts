import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const routes = readdirSync("app/api", { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith("route.ts"),
);
const lines = routes.flatMap((file) =>
  readFileSync(join("app/api", file), "utf8")
    .split("\n")
    .filter((line) => line.includes("= route("))
    .map((line) => [file, line] as const),
);

it("an operation has one name, in its contract and as the verb behind it", () => {
  expect(lines.length).toBeGreaterThan(90);
  const twoNames = lines.filter(([, line]) => !/= route\(\w+\.(\w+), \1\);$/.test(line));
  expect(twoNames).toEqual([]);
});
