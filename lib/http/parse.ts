import type { z } from "zod";
import { AppError, type ErrorDetail } from "@/lib/errors";

/** Issues that mean "this is not the shape at all", as against "the shape is right, the value is not acceptable". */
const SHAPE_ISSUES = new Set(["invalid_type", "unrecognized_keys", "invalid_union", "invalid_key", "invalid_element"]);

/**
 * Parses input by a schema. Throws 400 `malformed` for a wrong shape (a type confused, an unknown or missing key),
 * 422 `invalid` for a right shape with an unacceptable value (too long, not in the list). Every problem is named.
 */
export function parseInput<T extends z.ZodType>(
  schema: T,
  value: unknown,
  where: "body" | "query" | "data",
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.map(
    (issue): ErrorDetail => ({ path: pathOf(issue.path), message: issue.message }),
  );
  const isShape =
    where !== "data" && (where === "query" || result.error.issues.some((issue) => SHAPE_ISSUES.has(issue.code)));
  const first = details[0];
  const place = first?.path ? `\`${first.path}\` in the ${where}` : `The ${where}`;
  throw new AppError(
    isShape ? "malformed" : "invalid",
    `${place}: ${lowerFirst(first?.message ?? "is not acceptable")}.`,
    { details },
  );
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    "",
  );
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");
