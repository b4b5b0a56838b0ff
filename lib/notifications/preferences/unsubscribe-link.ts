import { createHmac } from "node:crypto";
import { z } from "zod";
import { PREFERENCE_SCOPES } from "@/db/enums";
import { deriveKey, isSameDigest } from "@/lib/crypto";
import { env } from "@/lib/env";

/** Whose mails about what a link stops. */
export interface Stop {
  userId: string;
  workspaceId: string;
  scope: (typeof PREFERENCE_SCOPES)[number];
  /** The type's or category's key; empty for everything. */
  key: string;
}

const stopSchema = z.tuple([z.uuid(), z.uuid(), z.enum(PREFERENCE_SCOPES), z.string().max(50)]);

/** What a link says, signed: whoever has the mail has its word, and nobody can make up another. */
export function sealStop({ userId, workspaceId, scope, key }: Stop): string {
  const said = Buffer.from(JSON.stringify([userId, workspaceId, scope, key])).toString("base64url");
  return `${said}.${sign(said, env().BELFRY_SECRET)}`;
}

/** What a link says, if we have signed it, under this secret or a former one. */
export function openStop(token: string): Stop | null {
  const [said = "", signature = "", ...rest] = token.split(".");
  const { BELFRY_SECRET, BELFRY_FORMER_SECRETS } = env();
  const isOurs = [BELFRY_SECRET, ...BELFRY_FORMER_SECRETS].some((secret) =>
    isSameDigest(signature, sign(said, secret)),
  );
  if (!isOurs || rest.length > 0) return null;
  const [userId, workspaceId, scope, key] = stopSchema.parse(JSON.parse(Buffer.from(said, "base64url").toString()));
  return { userId, workspaceId, scope, key };
}

/** The page that asks, and the address that mail programs call by themselves after one click (RFC 8058). */
export function stopUrls(stop: Stop): { page: string; oneClick: string } {
  const token = sealStop(stop);
  return {
    page: `${env().BELFRY_URL}/unsubscribe?token=${token}`,
    oneClick: `${env().BELFRY_URL}/api/unsubscribe?token=${token}`,
  };
}

const sign = (said: string, secret: string): string =>
  createHmac("sha256", deriveKey("unsubscribe", secret)).update(said).digest("hex");
