"use client";

import { ListFilter, X } from "lucide-react";
import { Popover } from "radix-ui";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { DayRange } from "@/components/ui/day-range";
import { Choice } from "@/components/ui/field";
import { dayName } from "@/components/ui/times";
import { DELIVERY_CHANNELS } from "@/db/enums";
import { DELIVERY_CHANNEL_LABELS } from "@/lib/notifications/constants";
import { useEventTypes } from "@/lib/notifications/event-types/client";
import { countFilters, type UrlFilters, VIEW_LABELS, VIEWS } from "./url-filters";

interface Props {
  urlFilters: UrlFilters;
  setUrlFilters: (next: UrlFilters) => void;
}

const CHIP =
  "h-7 rounded-full border border-line bg-surface px-2.5 text-sm text-ink-2 transition-colors duration-100 hover:border-line-strong hover:text-ink aria-pressed:border-copper aria-pressed:bg-copper-wash aria-pressed:text-copper-ink pointer-coarse:h-9";

/** What became of them: one of a few. */
export function DeliveryViews({ urlFilters, setUrlFilters }: Props) {
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">State</legend>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={view === urlFilters.view}
          onClick={() => setUrlFilters({ ...urlFilters, view })}
          className={CHIP}
        >
          {VIEW_LABELS[view]}
        </button>
      ))}
    </fieldset>
  );
}

/** Everything else the log can be narrowed by. Each choice holds at once; the list behind shows it. */
export function DeliveryFilters({ urlFilters, setUrlFilters }: Props) {
  const count = countFilters(urlFilters);
  const toggle = (channel: (typeof DELIVERY_CHANNELS)[number]) =>
    DELIVERY_CHANNELS.filter((one) => (one === channel) !== urlFilters.channel.includes(one));
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button aria-label={count > 0 ? `Filter, ${count} set` : "Filter"}>
          <ListFilter aria-hidden="true" />
          <span className="max-sm:sr-only">Filter</span>
        </Button>
      </Popover.Trigger>
      <Popover.Content
        aria-label="Filter"
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-40 grid max-h-(--radix-popover-content-available-height) w-[min(24rem,calc(100vw-1rem))] animate-rise gap-4 overflow-y-auto rounded-lg border border-line bg-surface p-4 shadow-float outline-none"
      >
        <fieldset>
          <legend className="pb-1.5 text-xs font-medium text-ink-3">Channel</legend>
          <div className="flex flex-wrap gap-1.5">
            {DELIVERY_CHANNELS.map((channel) => (
              <button
                key={channel}
                type="button"
                aria-pressed={urlFilters.channel.includes(channel)}
                onClick={() => setUrlFilters({ ...urlFilters, channel: toggle(channel) })}
                className={CHIP}
              >
                {DELIVERY_CHANNEL_LABELS[channel]}
              </button>
            ))}
          </div>
        </fieldset>
        <Types urlFilters={urlFilters} setUrlFilters={setUrlFilters} />
        <DayRange
          from={urlFilters.from}
          to={urlFilters.to}
          onChange={(days) => setUrlFilters({ ...urlFilters, ...days })}
        />
      </Popover.Content>
    </Popover.Root>
  );
}

function Types({ urlFilters, setUrlFilters }: Props) {
  const { workspace } = useSession();
  const types = useEventTypes(workspace.slug).data?.types ?? [];
  const isKnown = types.some(({ key }) => key === urlFilters.type);
  return (
    <Choice
      label="Event type"
      value={urlFilters.type ?? ""}
      onText={(type) => setUrlFilters({ ...urlFilters, type: type || null })}
    >
      <option value="">All types</option>
      {urlFilters.type && !isKnown && <option value={urlFilters.type}>{urlFilters.type}</option>}
      {types.map(({ key, label }) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </Choice>
  );
}

/** What narrows the log, each with a way to take it off. */
export function DeliveryChips({ urlFilters, setUrlFilters, personName }: Props & { personName: string }) {
  const { workspace } = useSession();
  const types = useEventTypes(workspace.slug).data?.types ?? [];
  if (countFilters(urlFilters) === 0) return null;
  const { channel, type, person, from, to } = urlFilters;
  const chips: { label: string; without: Partial<UrlFilters> }[] = channel.map((one) => ({
    label: DELIVERY_CHANNEL_LABELS[one],
    without: { channel: channel.filter((other) => other !== one) },
  }));
  if (type) chips.push({ label: types.find(({ key }) => key === type)?.label ?? type, without: { type: null } });
  if (person) chips.push({ label: personName, without: { person: null } });
  if (from || to) chips.push({ label: daysLabel(from, to), without: { from: null, to: null } });
  return (
    <ul aria-label="Filters in force" className="mt-2.5 flex flex-wrap items-center gap-1.5">
      {chips.map(({ label, without }) => (
        <li key={label}>
          <button
            type="button"
            aria-label={`Remove the filter ${label}`}
            onClick={() => setUrlFilters({ ...urlFilters, ...without })}
            className="flex h-6.5 items-center gap-1 rounded-full bg-copper-wash pr-1.5 pl-2.75 text-sm text-copper-ink ring-1 ring-copper/30 hover:ring-copper pointer-coarse:h-8"
          >
            {label}
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function daysLabel(from: string | null, to: string | null): string {
  if (from && to) return from === to ? dayName(from) : `${dayName(from)} – ${dayName(to)}`;
  return from ? `Since ${dayName(from)}` : `Until ${dayName(to ?? "")}`;
}
