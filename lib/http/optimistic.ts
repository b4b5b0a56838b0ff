"use client";

import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "@/lib/toast";

interface Change<Input, Data, Answer> {
  /** The queries it shows in: this key and all that begin with it. */
  queryKey: QueryKey;
  /** What such a query will hold when all goes well. */
  apply: (data: Data, input: Input) => Data;
  send: (input: Input) => Promise<Answer>;
  /** First sentence when it does not go well: what stayed as it was. The server's own sentence follows. */
  kept: string;
}

/**
 * A change that is seen at once and taken back if the server refuses it. One after the other per key; the truth is
 * fetched once the last of them has been answered.
 */
export function useOptimistic<Input, Data, Answer>({ queryKey, apply, send, kept }: Change<Input, Data, Answer>) {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: queryKey,
    scope: { id: queryKey.join(" ") },
    mutationFn: send,
    onMutate: async (input) => {
      await cache.cancelQueries({ queryKey });
      const before = cache.getQueriesData<Data>({ queryKey });
      cache.setQueriesData<Data>({ queryKey }, (data) => data && apply(data, input));
      return before;
    },
    onError: (error, _input, before) => {
      for (const [key, data] of before ?? []) cache.setQueryData(key, data);
      toast.error(`${kept} ${error.message}`);
    },
    onSettled: () => {
      if (cache.isMutating({ mutationKey: queryKey }) === 1) return cache.invalidateQueries({ queryKey });
    },
  });
}
