"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import type { Mute } from "./mutes-contract";
import { muteSubject, unmuteSubject } from "./operations";
import { mutesQuery, preferenceKeys } from "./queries";

export const useMutes = (ws: string) => useQuery(mutesQuery(ws));

interface Muting {
  subject: Mute["subject"];
  isMuted: boolean;
}

/** Mutes a subject, or hears of it again. Rejects with the server's sentence. */
export function useMute(ws: string): (muting: Muting) => Promise<unknown> {
  const cache = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationKey: preferenceKeys.mutes(ws),
    scope: { id: `mutes ${ws}` },
    mutationFn: ({ subject, isMuted }: Muting) =>
      isMuted ? call(muteSubject, { ws, subject }) : call(unmuteSubject, { ws, ...subject }),
    onSuccess: (mutes) => {
      cache.setQueryData(mutesQuery(ws).queryKey, mutes);
      void cache.invalidateQueries({ queryKey: preferenceKeys.simulations });
    },
  });
  return mutateAsync;
}
