"use client";

import { useSyncExternalStore } from "react";
import { useNow } from "@/components/session/clock";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/field";

interface Props {
  value: string;
  problem?: string;
  onChange: (timeZone: string) => void;
}

/** The clock a person lives by: days, times and later quiet hours follow it. */
export function TimeZoneField({ value, problem, onChange }: Props) {
  const zones = useHere(allZones, NONE);
  const here = useHere(ownZone, "");
  const now = useNow();
  return (
    <Choice
      label="Time zone"
      value={value}
      problem={problem}
      onText={onChange}
      hint={
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="num">It is {timeIn(value, now)} there.</span>
          {here && here !== value && (
            <Button
              look="quiet"
              className="-mx-1.5 -my-0.75 h-6! px-1.5! text-copper-ink!"
              onClick={() => onChange(here)}
            >
              Use {words(here)}, as here
            </Button>
          )}
        </span>
      }
    >
      {[...new Set([value, "UTC", ...zones])].sort().map((zone) => (
        <option key={zone} value={zone}>
          {words(zone)}
        </option>
      ))}
    </Choice>
  );
}

const NONE: string[] = [];
let known: string[] | undefined;

/** The names this browser knows; the server's list may differ, so the page is first drawn without. */
const allZones = (): string[] => (known ??= Intl.supportedValuesOf("timeZone"));
const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const never = () => () => {};
const useHere = <T,>(read: () => T, onServer: T): T => useSyncExternalStore(never, read, () => onServer);

const words = (zone: string): string => zone.replaceAll("_", " ");

const timeIn = (timeZone: string, now: number): string => {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(now);
  // Two parts, joined here: what stands between them differs between the server and browsers.
  return `${part({ hour: "2-digit", minute: "2-digit" })} on ${part({ weekday: "long" })}`;
};
