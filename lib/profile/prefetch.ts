import type { QueryClient } from "@tanstack/react-query";
import type { UserActor } from "@/lib/auth/actor";
import type { Me } from "@/lib/workspaces/contract";
import { meQuery } from "@/lib/workspaces/queries";
import { getMe } from "./me";

/** Puts into a server's cache who is asking, under the browser's own key, and answers it. */
export const prefetchMe = (cache: QueryClient, actor: UserActor): Promise<Me> =>
  cache.fetchQuery({ ...meQuery, queryFn: () => getMe(actor) });
