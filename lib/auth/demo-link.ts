import { isSameDigest, mac } from "@/lib/crypto";
import { env } from "@/lib/env";

const PURPOSE = "demo sign-in";

/**
 * The link that signs a demo person in, on the machine Belfry runs on and nowhere else. It does not run out: see
 * docs/decisions/0001-demo-links.md.
 */
export const demoSignInUrl = (userId: string): string =>
  `${env().BELFRY_URL}/api/sign-in/demo?token=${userId}.${mac(PURPOSE, userId)}`;

/** Whether this instance wrote that link. */
export const isDemoProof = (userId: string, proof: string): boolean => isSameDigest(proof, mac(PURPOSE, userId));
