import { relative, resolve } from "node:path";
import { root } from "./project.mjs";

/**
 * What the words after `npm test --` ask for: the paths each runner gets, none for all it has; undefined where a runner
 * has nothing to do. Paths below e2e/ are Playwright's, all others vitest's.
 */
export function chooseTests(words) {
  if (words.length === 0) return { unit: [], e2e: [] };
  const isAllUnit = words.includes("unit");
  const paths = words.filter((word) => word !== "unit").map((word) => relative(root, resolve(word)));
  const [e2e, unit] = [paths.filter(isJourney), paths.filter((path) => !isJourney(path))];
  return {
    unit: isAllUnit ? [] : unit.length > 0 ? unit : undefined,
    e2e: e2e.includes("e2e") ? [] : e2e.length > 0 ? e2e : undefined,
  };
}

const isJourney = (path) => path === "e2e" || path.startsWith("e2e/");
