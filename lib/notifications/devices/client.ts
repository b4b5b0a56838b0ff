"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { useOptimistic } from "@/lib/http/optimistic";
import type { Device } from "./contract";
import { removeDevice, renameDevice, testDevice } from "./operations";
import { devicesQuery } from "./queries";
import { findThisBrowser, obstacleHere, turnOff, turnOn, type Whose } from "./this-browser";

export { isInstalled, type Obstacle } from "./this-browser";

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
