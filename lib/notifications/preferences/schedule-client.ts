"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { toast } from "@/lib/toast";
import { meQuery } from "@/lib/workspaces/queries";
import { updateSchedule } from "./operations";
import { preferenceKeys, scheduleQuery } from "./queries";
import type { Schedule } from "./schedule-contract";

export const useSchedule = () => useQuery(scheduleQuery);

type ScheduleChange = Partial<Pick<Schedule, "timeZone" | "quiet" | "urgentBreaksThrough">>;

/** Changes the quiet hours of some days, or the rest of the schedule: seen at once, taken back if it fails. */
export function useChangeSchedule(): (change: ScheduleChange) => void {
  const cache = useQueryClient();
  const { queryKey } = scheduleQuery;
  const { mutate } = useMutation({
    mutationKey: queryKey,
    scope: { id: "schedule" },
    mutationFn: (change: ScheduleChange) => call(updateSchedule, change),
    onMutate: async ({ quiet, ...change }) => {
      await cache.cancelQueries({ queryKey });
      const before = cache.getQueryData(queryKey);
      cache.setQueryData(queryKey, (now) => now && { ...now, ...change, quiet: { ...now.quiet, ...quiet } });
      return before;
    },
    onSuccess: (schedule) => {
      if (cache.isMutating({ mutationKey: queryKey }) === 1) cache.setQueryData(queryKey, schedule);
      const { timeZone } = schedule;
      // Every time on this page is told by that clock.
      cache.setQueryData(meQuery.queryKey, (me) => me && { ...me, user: { ...me.user, timeZone } });
      void cache.invalidateQueries({ queryKey: preferenceKeys.simulations });
    },
    onError: (error, _, before) => {
      cache.setQueryData(queryKey, before);
      toast.error(`Your quiet hours are as they were. ${error.message}`);
      void cache.invalidateQueries({ queryKey });
    },
  });
  return mutate;
}
