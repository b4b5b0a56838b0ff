"use client";

import { useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { NOTIFICATION_CHANNELS, type NotificationChannel } from "@/db/enums";
import { call } from "@/lib/http/call";
import { toast } from "@/lib/toast";
import type { Cell, Change, Matrix } from "./contract";
import { editMatrix } from "./matrix";
import { updateDefaults, updatePreferences } from "./operations";
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
      call(whose === "mine" ? updatePreferences : updateDefaults, { ws, changes: [change] }),
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

interface SwitchedOff {
  /** Takes back exactly this. Rejects with the server's sentence. */
  takeBack: () => Promise<void>;
  /** It is too important, and comes to the inbox all the same. */
  isKept: boolean;
}

/** Switches a type off by every channel. Rejects with the server's sentence. */
export function useSwitchOff(ws: string): (type: string) => Promise<SwitchedOff> {
  const queryClient = useQueryClient();
  const query = preferencesQuery(ws, "mine");
  const say = async (type: string, isOnAt: (channel: NotificationChannel) => boolean | null) => {
    const changes = NOTIFICATION_CHANNELS.map((channel) => ({
      scope: "type" as const,
      key: type,
      channel,
      isOn: isOnAt(channel),
    }));
    const matrix = await call(updatePreferences, { ws, changes });
    queryClient.setQueryData(query.queryKey, matrix);
    return rowOf(matrix, type);
  };
  return async (type) => {
    const before = rowOf(await queryClient.fetchQuery({ ...query, staleTime: 0 }), type);
    const after = await say(type, () => false);
    const takeBack = async () => {
      await say(type, (channel) => ownWord(before?.channels[channel]));
    };
    return { takeBack, isKept: after?.isCritical ?? false };
  };
}

const rowOf = ({ categories }: Matrix, type: string) =>
  categories.flatMap(({ types }) => types).find(({ key }) => key === type);

/** What was said there itself; what stays on against somebody's word was switched off by it. */
const ownWord = (cell: Cell | undefined): boolean | null =>
  !cell || cell.inherited ? null : cell.source === "critical" ? false : cell.value;
