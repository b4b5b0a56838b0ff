import type { QueryClient } from "@tanstack/react-query";
import type { UserActor } from "@/lib/auth/actor";
import { listDevices } from "./devices";
import { devicesQuery } from "./queries";

/** Puts a person's devices into a server's cache, under the browser's own key. */
export const prefetchDevices = (cache: QueryClient, actor: UserActor): Promise<void> =>
  cache.prefetchQuery({ ...devicesQuery, queryFn: () => listDevices(actor) });
