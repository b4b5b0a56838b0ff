"use client";

import { useState } from "react";
import { TimeZoneField } from "@/components/profile/time-zone-field";
import { useNow } from "@/components/session/clock";
import { Button } from "@/components/ui/button";
import { Group } from "@/components/ui/group";
import { ListFailed, RowsSkeleton } from "@/components/ui/list-states";
import { Switch } from "@/components/ui/switch";
import { timeUntil } from "@/components/ui/times";
import { WEEKDAYS, type Weekday } from "@/lib/notifications/preferences/constants";
import { useChangeSchedule, useSchedule } from "@/lib/notifications/preferences/schedule-client";
import type { Schedule } from "@/lib/notifications/preferences/schedule-contract";
import { NEVER, USUAL } from "./quiet-days";
import { QuietDialog } from "./quiet-dialog";
import { WeekStrip } from "./week-strip";

/** When a person does not want to be disturbed, by their own clock and in all their workspaces. */
export function QuietHours() {
  const { data, error, refetch } = useSchedule();
  return (
    <Group
      title="Quiet hours"
      about="Held back, never dropped: what would have come by another way than your inbox arrives when they end. They hold in all your workspaces."
    >
      {data ? (
        <Week schedule={data} />
      ) : error ? (
        <ListFailed title="Your quiet hours could not be fetched" error={error} retry={() => void refetch()} />
      ) : (
        <RowsSkeleton what="Fetching your quiet hours" />
      )}
    </Group>
  );
}

function Week({ schedule }: { schedule: Schedule }) {
  const change = useChangeSchedule();
  const [day, setDay] = useState<Weekday | null>(null);
  const isEmpty = WEEKDAYS.every((one) => !schedule.quiet[one]?.length);
  return (
    <>
      <WeekStrip quiet={schedule.quiet} edit={setDay} />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {isEmpty ? (
          USUAL.map(({ label, quiet }) => (
            <Button key={label} onClick={() => change({ quiet })}>
              {label}
            </Button>
          ))
        ) : (
          <Button look="quiet" className="-ml-3.25" onClick={() => change({ quiet: NEVER })}>
            Have none
          </Button>
        )}
        <p role="status" className="text-sm text-ink-2">
          <Now schedule={schedule} />
        </p>
      </div>
      <div className="mt-5 grid gap-5 sm:grid-cols-2">
        <TimeZoneField value={schedule.timeZone} onChange={(timeZone) => change({ timeZone })} />
        <div>
          <span className="mb-1 block font-semibold">What is urgent</span>
          <span className="flex items-center gap-3">
            <Switch
              aria-label="What is urgent breaks through"
              value={schedule.urgentBreaksThrough}
              onChange={(urgentBreaksThrough) => change({ urgentBreaksThrough })}
            />
            <span className="text-ink-2">
              {schedule.urgentBreaksThrough ? "Breaks through quiet hours" : "Waits like everything else"}
            </span>
          </span>
        </div>
      </div>
      {day && (
        <QuietDialog day={day} quiet={schedule.quiet} save={(quiet) => change({ quiet })} close={() => setDay(null)} />
      )}
    </>
  );
}

function Now({ schedule: { quietUntil, timeZone } }: { schedule: Schedule }) {
  const now = useNow();
  if (!quietUntil || Date.parse(quietUntil) <= now) return null;
  const until = timeUntil(quietUntil, now, timeZone);
  return <>Quiet now, until {until.replace(/^To/, "to")}.</>;
}
