// Loaded into every process of the instance (NODE_OPTIONS); only the pages' process is shifted, by the days that the
// file names when it starts.
"use strict";
const { existsSync, readFileSync } = require("node:fs");

const file = process.env.CHAOS_SKEW_FILE;
const isWeb = /next[\\/]dist[\\/]bin[\\/]next$/.test(process.argv[1] ?? "");
const days = isWeb && file && existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
if (days) shift(days * 86_400_000);

function shift(ms) {
  const real = Date;
  const now = () => real.now() + ms;
  globalThis.Date = new Proxy(real, {
    construct: (target, args) => (args.length > 0 ? Reflect.construct(target, args) : new real(now())),
    apply: () => new real(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}
