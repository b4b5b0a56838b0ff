/** Where the browser's code begins. A little of it draws on the server only, and keeps to the same. */
const ROOTS = /^components\/.*\.tsx?$/;
const TESTS = /\.test\.tsx?$/;
const VALIDATORS = /(^|\/)node_modules\/zod\//;

/**
 * The ways by which zod would reach the browser, one for each module that imports it; `modules` as dependency-cruiser
 * lists them. Its own rules cannot say this: to them an import of types leads on like any other.
 */
export function validatorsInBrowser(modules) {
  const importsOf = new Map(modules.map(({ source, dependencies }) => [source, dependencies]));
  const ways = [];
  const seen = new Set();
  const open = modules.filter(({ source }) => ROOTS.test(source) && !TESTS.test(source)).map(({ source }) => [source]);
  for (let way = open.pop(); way; way = open.pop()) {
    const source = way.at(-1);
    if (seen.has(source)) continue;
    seen.add(source);
    for (const { resolved, dependencyTypes } of importsOf.get(source) ?? []) {
      if (dependencyTypes.includes("type-only")) continue;
      if (VALIDATORS.test(resolved)) ways.push(`  no-validators-in-browser: ${[...way, "zod"].join(" → ")}`);
      else open.push([...way, resolved]);
    }
  }
  return ways;
}
