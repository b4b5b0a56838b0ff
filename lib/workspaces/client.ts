"use client";

import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Role } from "@/db/enums";
import { call } from "@/lib/http/call";
import type { Answer } from "@/lib/http/endpoint";
import { useOptimistic } from "@/lib/http/optimistic";
import { toast } from "@/lib/toast";
import type { listMembers, Me, Member, Workspace } from "./contract";
import type { Invitation, listInvitations } from "./invitations-contract";
import {
  createInvitation,
  createWorkspace,
  removeMember,
  resendInvitation,
  revokeInvitation,
  updateMember,
  updateWorkspace,
} from "./operations";
import { invitationsQuery, membersQuery, meQuery, workspaceKeys, workspaceQuery } from "./queries";

type MemberPages = InfiniteData<Answer<typeof listMembers>>;
type Invitations = Answer<typeof listInvitations>;

/** Who I am and where I belong; undefined until that is known. */
export const useMe = (): Me | undefined => useQuery(meQuery).data;

/** The workspace's settings. `ws` is its slug, here and below. */
export const useWorkspace = (ws: string) => useQuery(workspaceQuery(ws));

/** The members whose name, handle or address has `q` in it. What was found before stays until the next is there. */
export function useMembers(ws: string, q: string) {
  const query = useInfiniteQuery({ ...membersQuery(ws, q), placeholderData: keepPreviousData });
  const members = useMemo(() => query.data?.pages.flatMap((page) => page.members), [query.data]);
  const total = query.data?.pages[0]?.total;
  const cache = useQueryClient();
  // Whoever has just come is no longer invited.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the number's change that tells.
  useEffect(() => void cache.invalidateQueries({ queryKey: workspaceKeys.invitations(ws) }), [cache, ws, total]);
  return { ...query, members, total };
}

/** The invitations nobody has accepted yet. */
export const useInvitations = (ws: string) => useQuery(invitationsQuery(ws));

/** Makes a workspace. Answers it; the page then goes there. */
export const useCreateWorkspace = () => useMutation({ mutationFn: (name: string) => call(createWorkspace, { name }) });

/** Changes the workspace's settings. */
export function useUpdateWorkspace(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (changes: Partial<Pick<Workspace, "name" | "productUrl" | "linkHosts">>) =>
      call(updateWorkspace, { ws, ...changes }),
    onSuccess: (workspace) => {
      cache.setQueryData(workspaceQuery(ws).queryKey, workspace);
      return cache.invalidateQueries({ queryKey: workspaceKeys.me });
    },
  });
}

/** Gives a member another role, seen at once. */
export function useChangeRole(ws: string) {
  return useOptimistic({
    queryKey: workspaceKeys.allMembers(ws),
    apply: (data: MemberPages, { userId, role }: { userId: string; role: Role }) =>
      inPages(data, (members) => members.map((one) => (one.userId === userId ? { ...one, role } : one))),
    send: (input) => call(updateMember, { ws, ...input }),
    kept: "The role is as it was.",
  });
}

/** Removes a member, seen at once. */
export function useRemoveMember(ws: string) {
  return useOptimistic({
    queryKey: workspaceKeys.allMembers(ws),
    apply: (data: MemberPages, userId: string) =>
      inPages(data, (members) => members.filter((one) => one.userId !== userId)),
    send: (userId) => call(removeMember, { ws, userId }),
    kept: "Nobody was removed.",
  });
}

/** Leaves the workspace. */
export const useLeave = (ws: string) =>
  useMutation({ mutationFn: (userId: string) => call(removeMember, { ws, userId }) });

/** Invites an address; the new invitation joins the list. */
export function useInvite(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: { email: string; role: Role }) => call(createInvitation, { ws, ...input }),
    onSuccess: (made) => {
      cache.setQueryData<Invitations>(workspaceKeys.invitations(ws), (data) => data && withInvitation(data, made));
    },
  });
}

/** Mails an invitation again, with a fresh link. */
export function useResendInvitation(ws: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(resendInvitation, { ws, id }),
    onSuccess: (made) => {
      cache.setQueryData<Invitations>(workspaceKeys.invitations(ws), (data) => data && withInvitation(data, made));
      toast(`A fresh link is on its way to ${made.email}. The former one works no more.`);
    },
    onError: (error) => toast.error(`Nothing was mailed; the former link still works. ${error.message}`),
  });
}

/** Takes an invitation back, seen at once. */
export function useRevokeInvitation(ws: string) {
  return useOptimistic({
    queryKey: workspaceKeys.invitations(ws),
    apply: (data: Invitations, id: string) => ({ invitations: data.invitations.filter((one) => one.id !== id) }),
    send: (id) => call(revokeInvitation, { ws, id }),
    kept: "The invitation stands.",
  });
}

const withInvitation = ({ invitations }: Invitations, made: Invitation): Invitations => ({
  invitations: invitations.some(({ id }) => id === made.id)
    ? invitations.map((one) => (one.id === made.id ? made : one))
    : [made, ...invitations],
});

/** The same pages with other members in them, and the total that follows. */
function inPages(data: MemberPages, change: (members: Member[]) => Member[]): MemberPages {
  const pages = data.pages.map((page) => ({ ...page, members: change(page.members) }));
  const count = (all: typeof pages) => all.reduce((sum, page) => sum + page.members.length, 0);
  const lost = count(data.pages) - count(pages);
  return { ...data, pages: pages.map((page) => ({ ...page, total: page.total - lost })) };
}
