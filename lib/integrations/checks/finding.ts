import type { Check } from "../contract";

/** What looking at one part of the instance, or of a workspace, has brought to light. */
export type Finding = Pick<Check, "state" | "detail" | "todo">;

export const ok = (detail: string, todo: string | null = null): Finding => ({ state: "ok", detail, todo });
export const failing = (detail: string, todo: string): Finding => ({ state: "failing", detail, todo });
export const off = (detail: string, todo: string | null): Finding => ({ state: "off", detail, todo });

/** Each look has so long; the page waits for the slowest. */
export const CHECK_MS = 4_000;

export const messageOf = (error: unknown): string => (error instanceof Error && error.message) || "no reason was given";
