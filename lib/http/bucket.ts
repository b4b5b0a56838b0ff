import type { KeyActor, PersonActor, UserActor } from "@/lib/auth/actor";
import { addressOf, networkOf } from "@/lib/auth/client-address";

declare const bucket: unique symbol;

/**
 * Whose calls a bucket that refuses counts. Made by the functions below alone: of somebody proven to us, or of one
 * network, if need be with what it asks about. What a stranger can name (an address, a number) or what everybody
 * shares is no such bucket, for by it strangers would keep people out. Where those need a cap, what is above it is
 * taken and waits: see `lib/email/queue.ts`.
 */
export type Bucket = string & { readonly [bucket]: true };

const of = (...parts: string[]) => parts.join(":") as Bucket;

/** One person's, in all their tabs and programs together. */
export const perPerson = (action: string, { userId }: PersonActor | UserActor, about = ""): Bucket =>
  about === "" ? of(action, userId) : of(action, userId, about);

/** One API key's. */
export const perKey = (action: string, { keyId }: KeyActor): Bucket => of(action, keyId);

/** Of everybody in one workspace, whom its admins have let in. */
export const perWorkspace = (action: string, { workspaceId }: UserActor, about = ""): Bucket =>
  about === "" ? of(action, workspaceId) : of(action, workspaceId, about);

/** Of a browser in which the person it asks about has signed in before: see `lib/auth/known-browser.ts`. */
export const perBrowser = (action: string, browser: { knownAs: string }): Bucket => of(action, browser.knownAs);

/** Of whoever shares the caller's network, as far as they ask about the same. */
export function perNetwork(action: string, { headers }: Request, about = ""): Bucket {
  const address = addressOf(headers);
  const network = address ? networkOf(address) : "unknown";
  return about === "" ? of(action, network) : of(action, network, about);
}
