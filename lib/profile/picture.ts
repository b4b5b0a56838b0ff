import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import sharp from "sharp";
import { db } from "@/db/client";
import { userPictures } from "@/db/schema/users";
import { members } from "@/db/schema/workspaces";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { AppError, notFound } from "@/lib/errors";
import { perPerson } from "@/lib/http/bucket";
import type { Input, Output } from "@/lib/http/endpoint";
import { readCapped } from "@/lib/http/incoming-body";
import { limitCalls } from "@/lib/http/limit";
import { pictureUrl } from "@/lib/workspaces/contract";
import type { RequestContext } from "../http/request-context";
import type * as api from "./contract";
import { MAX_PICTURE_BYTES, PICTURE_SIZE, PICTURE_TYPES } from "./contract";

const UPLOADS = { burst: 20, perSecond: 20 / 3600 };
/** More than any camera's two megabytes hold; a small file that unfolds to more is a bomb. */
const MAX_PIXELS = 40_000_000;
const DECODE_SECONDS = 10;

/**
 * Sets one's picture: read as a stream with a cap, recognised by its content (what it calls itself counts for
 * nothing), and drawn anew, so that nothing else in the file survives: no place it was taken, no second meaning.
 * Errors: 413 over 2 MB, 415 not said to be a picture, 422 not one we can draw, 429.
 */
export async function setPicture(
  actor: Actor,
  _input: Input<typeof api.setPicture>,
  { request, headers }: RequestContext,
): Promise<Output<typeof api.setPicture>> {
  const person = asPerson(actor);
  const { userId } = person;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!(PICTURE_TYPES as readonly string[]).includes(type)) {
    throw new AppError("unsupported_media_type", "Send a PNG, JPEG or WebP picture, and say which in content-type.");
  }
  await limitCalls(perPerson("pictures", person), UPLOADS, headers);
  const bytes = await redraw(Buffer.from(await readCapped(request, MAX_PICTURE_BYTES)));
  const hash = createHash("sha256").update(bytes).digest("hex");
  const row = { hash, bytes, contentType: "image/webp", updatedAt: sql`clock_timestamp()` };
  await db()
    .insert(userPictures)
    .values({ userId, ...row })
    .onConflictDoUpdate({ target: userPictures.userId, set: row });
  return { pictureUrl: pictureUrl(userId, hash) };
}

/** Takes one's picture away; done also when there is none. */
export async function deletePicture(actor: Actor): Promise<Output<typeof api.deletePicture>> {
  await db()
    .delete(userPictures)
    .where(eq(userPictures.userId, asPerson(actor).userId));
  return { done: true };
}

/** A picture, for its owner and whoever shares a workspace with them. Error: 404 for everybody else. */
export async function getPicture(
  actor: Actor,
  { userId, v }: Input<typeof api.getPicture>,
  { headers: given }: RequestContext,
): Promise<Response> {
  const mine = asPerson(actor).userId;
  const theirs = alias(members, "theirs");
  const isShared = db()
    .select({ one: sql`1` })
    .from(members)
    .innerJoin(theirs, eq(theirs.workspaceId, members.workspaceId))
    .where(and(eq(members.userId, mine), eq(theirs.userId, userId)));
  const [row] = await db()
    .select({ bytes: userPictures.bytes, hash: userPictures.hash, contentType: userPictures.contentType })
    .from(userPictures)
    .where(and(eq(userPictures.userId, userId), userId === mine ? undefined : sql`EXISTS (${isShared})`));
  if (!row) throw notFound("picture");
  const headers = new Headers(given);
  headers.set("content-type", row.contentType);
  headers.set("content-security-policy", "default-src 'none'");
  headers.set("x-content-type-options", "nosniff");
  // The address holds the version: what is at it never changes. In this person's browser only.
  if (v === row.hash) headers.set("cache-control", "private, max-age=31536000, immutable");
  return new Response(new Uint8Array(row.bytes), { headers });
}

async function redraw(file: Buffer): Promise<Buffer> {
  if (!isPicture(file)) throw new AppError("invalid", "This file is no PNG, JPEG or WebP picture.");
  try {
    return await sharp(file, { limitInputPixels: MAX_PIXELS, sequentialRead: true, pages: 1 })
      .timeout({ seconds: DECODE_SECONDS })
      .autoOrient()
      .resize(PICTURE_SIZE, PICTURE_SIZE, { fit: "cover" })
      .webp({ quality: 82 })
      .toBuffer();
  } catch {
    const most = `${MAX_PIXELS / 1_000_000} megapixels`;
    throw new AppError("invalid", `This picture cannot be read: it is damaged, or larger than ${most}.`);
  }
}

/** By the bytes each format begins with; the decoder behind it knows many more formats, which are none of ours. */
function isPicture(file: Buffer): boolean {
  const text = file.subarray(0, 12).toString("latin1");
  return text.startsWith("\x89PNG\r\n\x1a\n") || text.startsWith("\xff\xd8\xff") || /^RIFF[\s\S]{4}WEBP/.test(text);
}
