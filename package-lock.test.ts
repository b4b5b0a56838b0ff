import { describe, expect, test } from "vitest";
import { missingEntries, readLockfile, unverifiedEntries } from "@/bin/lockfile.mjs";
import manifest from "@/package.json";

interface Lock {
  packages: Record<string, { version?: string; resolved?: string }>;
}
const lock: Lock = readLockfile();
const entries = Object.entries(lock.packages).filter(([path]) => path !== "");
const nameOf = (path: string) => path.split("node_modules/").at(-1) ?? "";

/** Below these are known holes: bypassed authorisation, sign-in for somebody else, mail to somebody else, scripts in rich text. */
const FLOORS = {
  next: "16.4.2",
  "next-auth": "4.24.12",
  nodemailer: "9.0.1",
  "prosemirror-view": "1.42.3",
  "prosemirror-model": "1.22.1",
  linkifyjs: "4.3.2",
};

const isAtLeast = (version: string, floor: string) => {
  const [a, b] = [version, floor].map((text) => text.split(/[.-]/).slice(0, 3).map(Number));
  const i = [0, 1, 2].find((at) => a?.[at] !== b?.[at]);
  // A pre-release of the floor itself is older than it.
  return i === undefined ? !version.includes("-") : (a?.[i] ?? 0) > (b?.[i] ?? 0);
};

test("versions compare by number", () => {
  expect(isAtLeast("16.10.0", "16.4.2")).toBe(true);
  expect(isAtLeast("16.4.2", "16.4.2")).toBe(true);
  for (const low of ["16.4.1", "15.99.99", "16.4.2-canary.1"]) expect(isAtLeast(low, "16.4.2")).toBe(false);
});

describe("the lockfile", () => {
  test.each(Object.entries(FLOORS))("has no %s below %s, wherever it is nested", (name, floor) => {
    const versions = entries.filter(([path]) => nameOf(path) === name).map(([, entry]) => entry.version ?? "0");
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
    if (name in manifest.dependencies) expect(versions.length).toBeGreaterThan(0);
  });

  test("names what package.json names, exactly", () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [name, wish] of Object.entries(wanted)) {
      const version = wish.replace(/^npm:.+@/, "");
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  test("knows every platform's packages, the digest of each, and takes none but over https", () => {
    expect(missingEntries(lock)).toEqual([]);
    expect(unverifiedEntries(lock)).toEqual([]);
    for (const [path, entry] of entries) {
      if (entry.resolved !== undefined) expect(entry.resolved, path).toMatch(/^https:\/\//);
      expect(entry.version, path).toMatch(/^\d+\.\d+\.\d+/);
    }
  });
});

test("an entry without a digest is found, unless it comes inside a package that has one", () => {
  const integrity = "sha512-AAAA";
  const packages = {
    "": { optionalDependencies: { "for-mac": "1.0.0" } },
    "node_modules/good": { integrity, optionalDependencies: { "@for/windows": "1.0.0", nested: "1.0.0" } },
    "node_modules/good/node_modules/nested": { inBundle: true },
    "node_modules/weak": { integrity: "sha1-AAAA", optional: true },
    "node_modules/weak/node_modules/nested": { inBundle: true },
    "node_modules/claims-to-be-inside": { inBundle: true },
  };
  expect(missingEntries({ packages })).toEqual(["node_modules/for-mac", "node_modules/@for/windows"]);
  expect(unverifiedEntries({ packages })).toEqual([
    "node_modules/weak",
    "node_modules/weak/node_modules/nested",
    "node_modules/claims-to-be-inside",
  ]);
});
