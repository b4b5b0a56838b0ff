import type { QueryClient } from "@tanstack/react-query";
import type { UserActor } from "@/lib/auth/actor";
import type { Me } from "./contract";
import { readMe } from "./me";
import { meQuery } from "./queries";

/** Puts into a server's cache who is asking, under the browser's own key, and answers it. */
export function prefetchMe(cache: QueryClient, actor: UserActor): Promise<Me> {
  return cache.fetchQuery({ ...meQuery, queryFn: () => readMe(actor) });
}
