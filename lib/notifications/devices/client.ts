"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "@/lib/http/call";
import { useOptimistic } from "@/lib/http/optimistic";
import type { Device } from "./contract";
import { getBadgeCount, removeDevice, renameDevice, testDevice } from "./operations";
import { devicesQuery } from "./queries";
import {
  findThisBrowser,
  heal,
  obstacleHere,
  placeWorker,
  tellWorker,
  turnOff,
  turnOn,
  type Whose,
} from "./this-browser";

export { isInstalled, type Obstacle } from "./this-browser";

/** So long a server that does not answer may keep somebody from signing out. */
const LEAVE_MS = 3_000;

const hereKey = ["this browser"] as const;

/** My devices. */
export const useDevices = () => useQuery(devicesQuery);

/** Whether pushes are on in this browser, as which device, and what stands in the way; undefined until that is known. */
export function useThisBrowser() {
  const { data } = useDevices();
  const { data: here } = useQuery({
    queryKey: [...hereKey, data?.devices.map(({ id, isReachable }) => `${id} ${isReachable}`).join()],
    queryFn: async () => ({ obstacle: obstacleHere(), device: await findThisBrowser(data?.devices ?? []) }),
    enabled: data !== undefined,
    staleTime: 0,
    refetchOnWindowFocus: true,
    placeholderData: (before) => before,
  });
  return here;
}

/** Turns pushes on in this browser. Call it on a person's click only: their browser asks them. */
export function useTurnOn(whose: Whose) {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (name: string) => turnOn(whose, name), onSettled: refresh });
}

/** Turns them off again. */
export function useTurnOff() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: turnOff, onSettled: refresh });
}

function useRefresh() {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: devicesQuery.queryKey });
}

/** Gives a device another name. The error says what is wrong with it. */
export function useRenameDevice() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (input: { id: string; name: string }) => call(renameDevice, input),
    onSuccess: refresh,
  });
}

/** Removes a device, seen at once. */
export const useRemoveDevice = () =>
  useOptimistic({
    queryKey: devicesQuery.queryKey,
    apply: ({ devices }: { devices: Device[] }, id: string) => ({
      devices: devices.filter((device) => device.id !== id),
    }),
    send: (id) => call(removeDevice, { id }),
    kept: "That device is still there.",
  });

/** Sends a test to a device; the answer says in words what came of it. */
export function useTestDevice() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (id: string) => call(testDevice, { id }), onSettled: refresh });
}

/**
 * Ties this browser to the open page: the worker is in place, a lost subscription is mended, the app's badge shows all
 * that is unread, and what was read elsewhere is closed. Once per page; `unread` is this workspace's own count.
 */
export function useBrowserTies(whose: Whose, unread: number | undefined): void {
  const { ws, userId } = whose;
  useEffect(() => {
    // None of it is worth a word to the person: pages work without, and the settings tell what is the matter.
    placeWorker()
      .then(() => heal({ ws, userId }))
      .catch(() => {});
  }, [ws, userId]);
  useEffect(() => {
    if (unread === undefined) return;
    tellWorker("inbox changed").catch(() => {});
    showBadge().catch(() => {});
  }, [unread]);
}

/** Takes this person's pushes along when they sign out: the next one here must not see them. Never throws. */
export async function leaveBrowser(): Promise<void> {
  const leaving = Promise.allSettled([turnOff(), tellWorker("signed out")]);
  await Promise.race([leaving, new Promise((resolve) => setTimeout(resolve, LEAVE_MS))]);
}

async function showBadge(): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  const { count } = await call(getBadgeCount, {});
  await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
}
