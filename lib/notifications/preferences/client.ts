"use client";

import { useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { toast } from "sonner";
import { CHANNELS, type Channel } from "@/db/enums";
import { call } from "@/lib/http/call";
import { type Change, changeDefaults, changePreferences } from "./contract";
import { editMatrix } from "./matrix";
import { preferenceKeys, preferencesQuery, type Whose } from "./queries";

interface Edit {
  change: Change;
  /** The switch as people call it, for saying that it was not saved: `Email for Tracking`. */
  name: string;
}

/**
 * The preferences as the server has them, with the changes on their way already made. One that fails is simply left
 * out again, and said to be. `ws` is the workspace's slug.
 */
export function usePreferences(ws: string, whose: Whose) {
  // Another tab or device may have changed them meanwhile.
  const query = useQuery({ ...preferencesQuery(ws, whose), refetchOnWindowFocus: "always" });
  const onTheirWay = useMutationState({
    filters: { mutationKey: preferenceKeys.matrix(ws, whose), exact: true, status: "pending" },
    select: ({ state }) => (state.variables as Edit).change,
  });
  const matrix = useMemo(() => query.data && editMatrix(query.data, onTheirWay), [query.data, onTheirWay]);
  return { matrix, error: query.error, retry: query.refetch };
}

/** Says something at one place: on or off, how often, how late, or (null) nothing about that again. */
export function useChangePreference(ws: string, whose: Whose): (change: Change, name: string) => void {
  const queryClient = useQueryClient();
  const queryKey = preferenceKeys.matrix(ws, whose);
  const { mutate } = useMutation({
    mutationKey: queryKey,
    // One after the other, in the order they were made: on and off again must not overtake each other.
    scope: { id: queryKey.join(" ") },
    mutationFn: ({ change }: Edit) =>
      call(whose === "mine" ? changePreferences : changeDefaults, { ws, changes: [change] }),
    onSuccess: async (matrix) => {
      // An answer still under way may be older than this one.
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(preferencesQuery(ws, whose).queryKey, matrix);
      void queryClient.invalidateQueries({ queryKey: preferenceKeys.simulations });
    },
    onError: (error, { name }) => {
      toast.error(`Not saved: ${name} is as it was. ${error.message}`);
      void queryClient.invalidateQueries({ queryKey });
    },
  });
  return (change, name) => mutate({ change, name });
}

/** Switches a type off by every channel. Answers how to take exactly that back; both reject with the server's sentence. */
export function useSwitchOff(ws: string): (type: string) => Promise<() => Promise<void>> {
  const queryClient = useQueryClient();
  const query = preferencesQuery(ws, "mine");
  const say = async (changes: Change[]) => {
    queryClient.setQueryData(query.queryKey, await call(changePreferences, { ws, changes }));
  };
  return async (type) => {
    const { categories } = await queryClient.fetchQuery({ ...query, staleTime: 0 });
    const before = categories.flatMap(({ types }) => types).find(({ key }) => key === type)?.channels;
    const on = (channel: Channel, isOn: boolean | null): Change => ({ scope: "type", key: type, channel, isOn });
    await say(CHANNELS.map((channel) => on(channel, false)));
    return () =>
      say(CHANNELS.map((channel) => on(channel, before?.[channel].inherited ? null : !!before?.[channel].value)));
  };
}
