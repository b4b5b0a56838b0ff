import { isSameDigest, mac } from "@/lib/crypto";
import { AppError } from "@/lib/errors";

/** A place in a list, opaque to its reader: signed, so that any changed byte is refused. */
export function encodeCursor(list: string, parts: string[]): string {
  const text = Buffer.from(JSON.stringify(parts)).toString("base64url");
  return `${text}.${mac(`cursor:${list}`, text).slice(0, 32)}`;
}

/** The parts `encodeCursor` was given. Throws 400 for anything it did not make for this very list. */
export function decodeCursor(list: string, cursor: string): string[] {
  const [text = "", signature = ""] = cursor.split(".");
  if (!isSameDigest(signature, mac(`cursor:${list}`, text).slice(0, 32))) {
    throw new AppError("malformed", "`cursor` in the query: is not one this list gave out.");
  }
  return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as string[];
}
