import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";
import { handleSchema, meSchema, nameSchema } from "@/lib/workspaces/contract";

/** A time zone this very runtime knows: `Europe/Berlin`, `UTC`. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, "is not a time zone; name it like Europe/Berlin");

export const updateMe = endpoint({
  method: "PATCH",
  path: "/api/me",
  access: { person: "guest" },
  summary: "Change my name, handle, title or time zone.",
  body: z.strictObject({
    name: nameSchema.optional(),
    handle: handleSchema.optional(),
    title: z.string().trim().max(80, "has at most 80 characters").optional(),
    timeZone: timeZoneSchema.optional(),
  }),
  response: meSchema,
});

export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/webp"] as const;
export const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
/** Width and height of a stored picture, in pixels. */
export const PICTURE_SIZE = 256;

export const setPicture = endpoint({
  method: "PUT",
  path: "/api/me/picture",
  access: { person: "guest" },
  summary: "Set my picture: a PNG, JPEG or WebP of 2 MB at the most, cut square and stored at 256 pixels.",
  consumes: PICTURE_TYPES,
  maxBody: MAX_PICTURE_BYTES,
  response: z.object({ pictureUrl: z.string() }),
});

export const deletePicture = endpoint({
  method: "DELETE",
  path: "/api/me/picture",
  access: { person: "guest" },
  summary: "Take my picture away.",
  response: z.object({ done: z.literal(true) }),
});

export const getPicture = endpoint({
  method: "GET",
  path: "/api/users/{userId}/picture",
  access: { person: "guest" },
  summary: "A picture of somebody I share a workspace with. `v` is its version; a versioned answer may be kept.",
  params: z.object({ userId: z.uuid() }),
  query: z.object({ v: z.string().max(64).optional() }),
  produces: "image/webp",
  response: z.instanceof(Response),
});

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
