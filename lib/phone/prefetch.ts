import type { QueryClient } from "@tanstack/react-query";
import type { UserActor } from "@/lib/auth/actor";
import { getPhone } from "./phone";
import { phoneQuery } from "./queries";

/** Puts a person's number into a server's cache, under the browser's own key. */
export const prefetchPhone = (cache: QueryClient, actor: UserActor): Promise<void> =>
  cache.prefetchQuery({ ...phoneQuery, queryFn: () => getPhone(actor) });
