import { isSameDigest, mac } from "@/lib/crypto";

/** `bfs_<session id, 32 hex>.<64 hex>`: a session, and the proof that this instance handed it to a program. */
const PATTERN = /^bfs_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\.([0-9a-f]{64})$/;

/** What a program sends as Bearer for its person. It is worth something while its session's row lives, no longer. */
export const bearerOf = (sessionId: string): string => `bfs_${sessionId.replaceAll("-", "")}.${proofOf(sessionId)}`;

/** Whether this is meant to be such a token, and not a producer's key. */
export const isSessionToken = (token: string): boolean => token.startsWith("bfs_");

/** The session a token stands for; undefined for one we did not make. */
export function sessionOfBearer(token: string): string | undefined {
  const [, ...parts] = PATTERN.exec(token) ?? [];
  const proof = parts.pop();
  const sessionId = parts.join("-");
  return proof && isSameDigest(proof, proofOf(sessionId)) ? sessionId : undefined;
}

const proofOf = (sessionId: string): string => mac("bearer session", sessionId);
