import { AppError } from "@/lib/errors";
import { readCapped } from "./incoming-body";

const MAX_DEPTH = 64;

/**
 * The JSON object a request carries, read as a stream and cut off at `max` bytes. Errors: 415 for anything that
 * does not say it is JSON, 413 when larger, 408 when it does not come, 400 for bytes that are not UTF-8 JSON, nested
 * deeper than 64, or holding the NUL character (which no text column can store).
 */
export async function readJson(request: Request, max: number): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new AppError("unsupported_media_type", "Send the body as JSON, with content-type: application/json.");
  }
  const text = decode(await readCapped(request, max));
  if (text === "") throw new AppError("malformed", "The body is empty; a JSON object is expected.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError("malformed", "The body is not valid JSON.");
  }
  refuseDepthAndNul(value);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("malformed", "The body is not valid UTF-8.");
  }
}

/** Walks without recursion, so that depth itself can never overflow the stack. */
function refuseDepthAndNul(root: unknown): void {
  const open: [unknown, number][] = [[root, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, depth] = next;
    if (depth > MAX_DEPTH) throw new AppError("malformed", `The body is nested deeper than ${MAX_DEPTH} levels.`);
    if (typeof value === "string") refuseNul(value);
    else if (value && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        refuseNul(key);
        open.push([inner, depth + 1]);
      }
    }
  }
}

/** Postgres text cannot hold NUL, and unpaired surrogates are no text at all: refused at the door. */
export function refuseNul(text: string): void {
  if (text.includes("\0")) throw new AppError("malformed", "Text may not contain the NUL character.");
  if (!text.isWellFormed()) throw new AppError("malformed", "Text may not contain unpaired surrogates.");
}
