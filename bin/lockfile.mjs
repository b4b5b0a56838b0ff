// What package-lock.json must say so that every platform can install from it, and gets nothing that nobody has seen.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

export const LOCKFILE = join(root, "package-lock.json");

export function readLockfile() {
  return JSON.parse(readFileSync(LOCKFILE, "utf8"));
}

/** Optional packages that an entry names and that have no entry themselves: `npm ci` refuses such a lockfile. */
export function missingEntries({ packages }) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isPresent(packages, path, name))
      .map((name) => `node_modules/${name}`),
  );
}

/** Entries whose content npm would not verify: without a digest, and not inside a package that has one. */
export function unverifiedEntries({ packages }) {
  return Object.keys(packages).filter((path) => path !== "" && !isVerified(packages, path));
}

// Where Node looks for a package: beside its dependent, then outwards.
function isPresent(packages, path, name) {
  if (`${path && `${path}/`}node_modules/${name}` in packages) return true;
  return path !== "" && isPresent(packages, ownerOf(path), name);
}

function isVerified(packages, path) {
  const entry = packages[path];
  if (entry?.inBundle) return isVerified(packages, ownerOf(path));
  return /^sha512-/.test(entry?.integrity ?? "");
}

function ownerOf(path) {
  return path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/")));
}
