"use client";

import { useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { toast } from "sonner";
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

/** Says on or off at one place, or (null) nothing again. */
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
    },
    onError: (error, { name }) => {
      toast.error(`Not saved: ${name} is as it was. ${error.message}`);
      void queryClient.invalidateQueries({ queryKey });
    },
  });
  return (change, name) => mutate({ change, name });
}
