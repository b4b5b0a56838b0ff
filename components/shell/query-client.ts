import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { CallError } from "@/lib/http/call";

const RETRIES = 2;

/** The tab's cache. Freshness is the live connection's business, so nothing is fetched again on a hunch. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfSignedOut }),
    mutationCache: new MutationCache({ onError: leaveIfSignedOut }),
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

/** The session has ended, here or in another tab: nothing more can be shown. */
function leaveIfSignedOut(error: Error): void {
  if (!(error instanceof CallError) || error.status !== 401) return;
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
