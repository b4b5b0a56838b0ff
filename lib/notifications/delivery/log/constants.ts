/** Ended without arriving, and may be sent again by hand. `unknown` is not among them: it may have arrived. */
export const DEAD_STATES = ["exhausted", "failed", "skipped"] as const;
