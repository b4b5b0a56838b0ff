import type { Notification } from "@/lib/notifications/inbox/contract";
import type { Options } from "./target";

/** Prints an answer as it is, or as `words`. */
export function print({ format }: Options, answer: unknown, words: string): void {
  process.stdout.write(`${format === "json" ? JSON.stringify(answer) : words}\n`);
}

/** A notification in a few lines: what, and below it the words, when, where it leads, and its id. */
export function linesOf(one: Notification): string {
  const line = (text: string) => (text ? `\n  ${plain(text)}` : "");
  const where = one.link ? ` · ${plain(one.link)}` : "";
  const mark = one.isRead ? " " : "●";
  const { count } = one.group ?? { count: 1 };
  const more = count > 1 ? ` (${count} of ${plain(one.subject?.kind ?? "it")})` : "";
  return `${mark} ${plain(one.title)}${more}${line(one.body)}\n  ${plain(one.label)} · ${moment(one.listedAt)}${where}\n  ${one.id}`;
}

/** Others wrote it: nothing in it may steer the terminal. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();

function moment(iso: string): string {
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  return at.toLocaleString("en-GB", isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}
