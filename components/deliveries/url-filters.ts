import { momentAt } from "@/components/ui/time-zone";
import { DELIVERY_CHANNELS, type DeliveryChannel, type DeliveryState } from "@/db/enums";
import type { DeliveryFilter } from "@/lib/notifications/delivery/log/queries";

/** What became of them, as the chips above the log name it. */
export const VIEWS = ["all", "waiting", "arrived", "lost", "unsent"] as const;
export type View = (typeof VIEWS)[number];

export const VIEW_LABELS: Record<View, string> = {
  all: "All",
  waiting: "On the way",
  arrived: "Sent",
  lost: "Failed",
  unsent: "Not sent",
};

const STATES: Record<View, DeliveryState[] | undefined> = {
  all: undefined,
  waiting: ["pending", "retrying", "sending"],
  arrived: ["delivered", "sent"],
  lost: ["exhausted", "failed", "unknown"],
  unsent: ["cancelled", "skipped"],
};

/** What the log shows. Days are `2026-11-21`, by the reader's own clock, both included. */
export interface UrlFilters {
  view: View;
  channel: DeliveryChannel[];
  type: string | null;
  person: string | null;
  from: string | null;
  to: string | null;
}

/** What an address asks for. Whatever in it is not ours to know is left out. */
export function readUrlFilters(search: URLSearchParams): UrlFilters {
  const channels = search.get("channel")?.split(",") ?? [];
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(search.get(name) ?? "") ? search.get(name) : null);
  const person = search.get("person") ?? "";
  return {
    view: VIEWS.find((one) => one === search.get("show")) ?? "all",
    channel: DELIVERY_CHANNELS.filter((one) => channels.includes(one)),
    type: search.get("type")?.slice(0, 50) || null,
    person: UUID.test(person) ? person : null,
    from: day("from"),
    to: day("to"),
  };
}

/** The same as an address writes it; null leaves a parameter out. */
export const writeUrlFilters = ({
  view,
  channel,
  type,
  person,
  from,
  to,
}: UrlFilters): Record<string, string | null> => ({
  show: view === "all" ? null : view,
  channel: channel.join(",") || null,
  type,
  person,
  from,
  to,
});

/** How many things setUrlFilters the list, beside which view it is. */
export const countFilters = ({ channel, type, person, from, to }: UrlFilters): number =>
  channel.length + Number(type !== null) + Number(person !== null) + Number(from !== null || to !== null);

/** What to ask the server for. */
export function filterOf({ view, channel, type, person, from, to }: UrlFilters, timeZone: string): DeliveryFilter {
  const state = STATES[view];
  return {
    ...(state && { state }),
    ...(channel.length > 0 && { channel }),
    ...(type && { type: [type] }),
    ...(person && { person }),
    ...(from && { from: startOf(from, 0, timeZone) }),
    ...(to && { to: new Date(Date.parse(startOf(to, 1, timeZone)) - 1).toISOString() }),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function startOf(day: string, daysLater: number, timeZone: string): string {
  const [year = 1, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(momentAt({ year, month, day: date + daysLater, hour: 0, minute: 0 }, timeZone)).toISOString();
}
