import { createHash } from "node:crypto";
import type { Priority } from "@/db/enums";

/** What an app shows, whoever carries it there. */
export interface PushMessage {
  /** The delivery's: the same for every try. */
  id: string;
  /** The device's address at its push service. */
  token: string;
  title: string;
  /** The workspace's name. */
  subtitle: string;
  body: string;
  /** Absolute, with the workspace in it. */
  link: string;
  notificationId: string | null;
  workspace: string;
  /** What it is about: a later message about the same takes this one's place. */
  subject: string;
  /** What the person has not read, over all workspaces. */
  unread: number;
  priority: Priority;
  /** With it the app may say that it shows the message. */
  receipt: string | null;
}

/** `gone`: the address is no more, since then if the service says when. */
export type PushResult =
  | { kind: "sent"; id: string; status: number }
  | {
      kind: "retry";
      error: string;
      status?: number;
      afterSeconds?: number;
      isThrottled?: boolean;
      isPlaceOnly?: boolean;
    }
  | { kind: "gone"; error: string; status: number; since?: Date }
  | { kind: "failed"; error: string; status: number }
  | { kind: "not_configured"; error: string };

/** What is still unseen after a day is in the inbox anyway. */
export const TTL_SECONDS = 24 * 60 * 60;
/** What both services take. */
const MAX_BYTES = 4096;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A name for the subject that any service takes: 64 letters. */
export const tagOf = ({ subject }: PushMessage): string => createHash("sha256").update(subject).digest("hex");

/** The payload in JSON, its body cut between two characters so that it is never refused for its size. */
export function fitted(message: PushMessage, payloadOf: (message: PushMessage) => object): string {
  const whole = JSON.stringify(payloadOf(message));
  if (Buffer.byteLength(whole) <= MAX_BYTES) return whole;
  const letters = [...graphemes.segment(message.body)].map(({ segment }) => segment);
  for (let kept = letters.length; kept > 0; kept = Math.floor(kept * 0.8)) {
    const shorter = JSON.stringify(payloadOf({ ...message, body: `${letters.slice(0, kept).join("")}…` }));
    if (Buffer.byteLength(shorter) <= MAX_BYTES) return shorter;
  }
  return JSON.stringify(payloadOf({ ...message, body: "" }));
}
