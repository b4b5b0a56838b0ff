"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import type { SlackState } from "./contract";
import { completeSlackInstall, connectSlack, disconnectSlack, installSlack } from "./operations";
import { healthQuery, slackQuery } from "./queries";

/** How every provider is doing. `ws` is the workspace's slug, here and below. */
export const useHealth = (ws: string) => useQuery(healthQuery(ws));

export const useSlack = (ws: string) => useQuery(slackQuery(ws));

/** Connects Slack by a bot token. Rejects with Slack's refusal. */
export const useConnectSlack = (ws: string) => useSlackChange(ws, (token: string) => call(connectSlack, { ws, token }));

export const useDisconnectSlack = (ws: string) => useSlackChange(ws, () => call(disconnectSlack, { ws }));

/** Leaves for Slack, to add the app there. */
export const useInstallSlack = (ws: string) =>
  useMutation({
    mutationFn: () => call(installSlack, { ws }),
    onSuccess: ({ url }) => window.location.assign(url),
  });

/** Finishes what `useInstallSlack` began, with what Slack has sent back. */
export const useCompleteSlack = (ws: string) =>
  useSlackChange(ws, (back: { code: string; state: string }) => call(completeSlackInstall, { ws, ...back }));

function useSlackChange<Input>(ws: string, mutationFn: (input: Input) => Promise<SlackState>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (state) => {
      cache.setQueryData(slackQuery(ws).queryKey, state);
      void cache.invalidateQueries({ queryKey: healthQuery(ws).queryKey });
    },
  });
}
