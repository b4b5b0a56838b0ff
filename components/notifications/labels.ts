import type { Priority } from "@/db/enums";
import type { Notification } from "@/lib/notifications/inbox/contract";

export { CATEGORY_LABELS, CHANNEL_LABELS } from "@/lib/notifications/constants";

export const PRIORITY_LABELS: Record<Priority, string> = {
  low: "Low",
  normal: "Normal",
  high: "High",
  urgent: "Urgent",
};

/** `ticket_number`, `ticketNumber` and `ticket-number` are all `Ticket number`. */
export function humanKey(key: string): string {
  const words = key
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/[_\-.\s]+/g, " ")
    .trim();
  const isShouted = words === words.toUpperCase();
  const lower = isShouted ? words : words.replace(/\b\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase());
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** The data worth reading: plain values under readable names. Lists, objects and empty values are left out. */
export function readableData(data: Notification["data"]): { key: string; label: string; value: string }[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const text = plainText(value);
    return text === "" ? [] : [{ key, label: humanKey(key), value: text }];
  });
}

/** Where a link leads: a page here, or somebody else's over https. Anything else is no link to follow: null. */
export function linkTarget(link: string): "here" | "elsewhere" | null {
  if (/^\/(?![/\\])/.test(link)) return "here";
  return /^https:\/\//i.test(link) && URL.canParse(link) ? "elsewhere" : null;
}

function plainText(value: unknown): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}
