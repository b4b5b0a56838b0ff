import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DIST, root, StepFailed } from "./project.mjs";

// Bundled packages written as CommonJS look for `require`.
const BANNER =
  'import { createRequire as belfryRequire } from "node:module"; const require = belfryRequire(import.meta.url);';

const PROGRAMS = ["prepare", "seed", "backup", "restore"];

const OPTIONS = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  outdir: DIST,
  outExtension: { ".js": ".mjs" },
  banner: { js: BANNER },
  // Playwright is the bench's alone, and finds its own files.
  external: ["@playwright/test", "pg-native", "pg-cloudflare", "cloudflare:sockets", "bufferutil", "utf-8-validate"],
  keepNames: true,
  logLevel: "silent",
  write: false,
};

/** Bundles what runs outside Next: `embedded/<name>/main.ts`, PROGRAMS of bin/ and the command line, to `dist/<name>.mjs`. */
export const bundle = () => bundleFiles(entryPoints());

/** Bundles each `in` (relative to the project) to `dist/<out>.mjs`. */
export async function bundleFiles(entryPoints) {
  const esbuild = await import("esbuild");
  try {
    keep((await esbuild.build({ ...OPTIONS, entryPoints })).outputFiles);
  } catch (error) {
    throw new StepFailed(`The programs could not be bundled:\n${error.message}`);
  } finally {
    await esbuild.stop(); // its helper process would live as long as we do
  }
}

/** Bundles again whenever a source changes, until the process ends. */
export async function watchBundles() {
  const esbuild = await import("esbuild");
  const plugin = { name: "keep", setup: (build) => build.onEnd(({ outputFiles }) => keep(outputFiles ?? [])) };
  const options = { ...OPTIONS, entryPoints: entryPoints(), plugins: [plugin], logLevel: "warning" };
  await (await esbuild.context(options)).watch();
}

function entryPoints() {
  const names = readdirSync(join(root, "embedded")).filter((name) =>
    existsSync(join(root, "embedded", name, "main.ts")),
  );
  const services = names.map((name) => ({ in: join("embedded", name, "main.ts"), out: name }));
  const programs = PROGRAMS.map((name) => ({ in: join("bin", `${name}.ts`), out: name }));
  return [...services, ...programs, { in: join("bin", "cli", "main.ts"), out: "belfry" }];
}

// A process that is starting reads the old bundle or the new one, and an unchanged one restarts nobody.
function keep(files) {
  mkdirSync(DIST, { recursive: true });
  for (const { path, contents } of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    const draft = join(DIST, `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
    writeFileSync(draft, contents);
    renameSync(draft, path);
  }
}
