"use client";

import { cx } from "@/components/ui/class-names";
import { DAY_MINUTES, WEEKDAYS, type Weekday } from "@/lib/notifications/preferences/constants";
import type { Schedule } from "@/lib/notifications/preferences/schedule-contract";
import { DAY_NAMES, inWords, quietParts } from "./quiet-days";

interface Props {
  quiet: Schedule["quiet"];
  edit: (day: Weekday) => void;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const percent = (minutes: number) => `${(minutes / DAY_MINUTES) * 100}%`;

/** The week as seven strips of 24 hours; each opens what is quiet on its day. */
export function WeekStrip({ quiet, edit }: Props) {
  return (
    <div>
      <ul className="grid gap-0.75">
        {WEEKDAYS.map((day) => (
          <li key={day}>
            <button
              type="button"
              aria-label={`Quiet hours on ${DAY_NAMES[day]}: ${inWords(quiet[day])}`}
              onClick={() => edit(day)}
              className="group grid min-h-6 w-full grid-cols-[2.75rem_1fr] items-center rounded-sm text-left"
            >
              <span className="text-xs text-ink-2 group-hover:text-ink">{DAY_NAMES[day].slice(0, 3)}</span>
              <Strip parts={quietParts(quiet, day)} />
            </button>
          </li>
        ))}
      </ul>
      <div aria-hidden="true" className="num mt-1 ml-11 flex justify-between text-2xs text-ink-3">
        {["00", "06", "12", "18", "24"].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
    </div>
  );
}

function Strip({ parts }: { parts: { from: number; to: number }[] }) {
  return (
    <span aria-hidden="true" className="relative block h-4 overflow-hidden rounded-sm bg-sunken group-hover:bg-line">
      {/* Faint as a whole: windows may lie over each other. */}
      <span className="absolute inset-0 opacity-75">
        {parts.map(({ from, to }) => (
          <span
            key={`${from} ${to}`}
            className="absolute inset-y-0 bg-ink"
            style={{ left: percent(from), width: percent(to - from) }}
          />
        ))}
      </span>
      {HOURS.slice(1).map((hour) => (
        <span
          key={hour}
          className={cx("absolute inset-y-0 w-px bg-paper", hour % 6 === 0 && "w-0.5")}
          style={{ left: percent(hour * 60) }}
        />
      ))}
    </span>
  );
}
