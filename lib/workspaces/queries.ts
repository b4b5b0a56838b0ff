import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { getMe, getWorkspace, listInvitations, listMembers } from "./operations";

/** The only home of this domain's query keys. `ws` is the workspace's slug. */
export const workspaceKeys = {
  me: ["me"] as const,
  settings: (ws: string) => ["workspaces", ws, "settings"] as const,
  allMembers: (ws: string) => ["workspaces", ws, "members"] as const,
  members: (ws: string, q: string) => ["workspaces", ws, "members", q] as const,
  invitations: (ws: string) => ["workspaces", ws, "invitations"] as const,
};

/** Lists of people have no live hints: they are asked for again now and then, and when the person returns. */
const REFRESH_MS = 20_000;
const MAIL_REFRESH_MS = 1_500;
const fresh = { staleTime: 5_000, refetchOnWindowFocus: true } as const;

export const meQuery = queryOptions({
  ...fresh,
  queryKey: workspaceKeys.me,
  queryFn: ({ signal }) => call(getMe, {}, signal),
});

export const workspaceQuery = (ws: string) =>
  queryOptions({
    ...fresh,
    queryKey: workspaceKeys.settings(ws),
    queryFn: ({ signal }) => call(getWorkspace, { ws }, signal),
  });

/** The members by name; `q` finds some of them. */
export const membersQuery = (ws: string, q: string) =>
  infiniteQueryOptions({
    ...fresh,
    refetchInterval: REFRESH_MS,
    queryKey: workspaceKeys.members(ws, q),
    queryFn: ({ pageParam, signal }) =>
      call(listMembers, { ws, ...(q && { q }), ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const invitationsQuery = (ws: string) =>
  queryOptions({
    ...fresh,
    queryKey: workspaceKeys.invitations(ws),
    queryFn: ({ signal }) => call(listInvitations, { ws }, signal),
    // A mail on its way is watched until it has left.
    refetchInterval: ({ state }) =>
      state.data?.invitations.some((one) => one.state === "pending") ? MAIL_REFRESH_MS : REFRESH_MS,
  });
