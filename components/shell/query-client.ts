import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { CallError } from "@/lib/http/call";

const RETRIES = 2;

/** The tab's cache. Freshness is the live connection's business, so nothing is fetched again on a hunch. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfOut }),
    mutationCache: new MutationCache({ onError: (error) => leaveIfOut(error) }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < RETRIES && isPassing(error),
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // Try, and say so if it fails, rather than wait in silence for the network to come back.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

function isPassing(error: Error): boolean {
  return error instanceof CallError && (error.code === "offline" || error.status >= 500);
}

/** Nothing more can be shown: the session has ended, here or elsewhere, or the person has left the workspace. */
function leaveIfOut(error: Error, query?: { queryKey: QueryKey }): void {
  if (!(error instanceof CallError)) return;
  const { pathname, search } = window.location;
  if (error.status === 401) window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  // A single row may well be missing; an inbox's count is missing only with its workspace.
  const isCount = query?.queryKey.at(-1) === "count";
  if (isCount && (error.status === 403 || error.status === 404)) window.location.assign("/");
}
