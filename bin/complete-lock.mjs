// Some registries cannot describe packages of other platforms; `npm install` then leaves them out of the lockfile, and
// `npm ci` refuses it. This adds their entries: `node bin/complete-lock.mjs` after an install that changed the lockfile.
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./project.mjs";

const LOCKFILE = join(root, "package-lock.json");
const SYSTEMS = {
  android: "android",
  darwin: "darwin",
  windows: "win32",
  win32: "win32",
  freebsd: "freebsd",
  openharmony: "openharmony",
  linux: "linux",
};
const PROCESSORS = ["arm64", "x64", "ia32", "ppc64", "riscv64", "s390x", "wasm32", "arm"];

/** Optional packages that an entry of the lockfile names and that have no entry themselves: `[path, version, isDev]`. */
export function missingEntries({ packages } = JSON.parse(readFileSync(LOCKFILE, "utf8"))) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`])
      .map(([name, range]) => [`node_modules/${name}`, range.replace(/^[\^~]/, ""), entry.dev === true]),
  );
}

function entryOf([path, version, isDev]) {
  const system = Object.keys(SYSTEMS).find((word) => path.includes(word));
  const processor = PROCESSORS.find((word) => path.includes(word));
  const libc = system === "linux" && (path.includes("musl") ? "musl" : path.includes("gnu") ? "glibc" : undefined);
  return {
    version,
    ...(processor && { cpu: [processor] }),
    ...(isDev && { dev: true }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(system && { os: [SYSTEMS[system]] }),
  };
}

function complete() {
  const lock = JSON.parse(readFileSync(LOCKFILE, "utf8"));
  const missing = missingEntries(lock);
  for (const one of missing) lock.packages[one[0]] = entryOf(one);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} entries added.`);
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) complete();
