"use client";

import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, upload } from "@/lib/http/call";
import { toast } from "@/lib/toast";
import type { Me } from "@/lib/workspaces/contract";
import { meQuery } from "@/lib/workspaces/queries";
import { deletePicture, setPicture, updateMe } from "./operations";

type Profile = Pick<Me["user"], "name" | "handle" | "title" | "timeZone">;

/** Changes my profile: wherever I am shown in this tab follows. */
export function useUpdateMe() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (changes: Partial<Profile>) => call(updateMe, changes),
    onSuccess: (me) => cache.setQueryData(meQuery.queryKey, me),
  });
}

/** Sets my picture: a PNG, JPEG or WebP. */
export function usePutPicture() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (picture: Blob) => upload(setPicture, picture),
    onSuccess: ({ pictureUrl }) => show(cache, pictureUrl),
    onError: (error) => toast.error(`Your picture is as it was. ${error.message}`),
  });
}

/** Takes my picture away, seen at once. */
export function useDeletePicture() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => call(deletePicture, {}),
    onMutate: () => {
      const before = cache.getQueryData(meQuery.queryKey)?.user.pictureUrl ?? null;
      show(cache, null);
      return before;
    },
    onError: (error, _, before) => {
      show(cache, before ?? null);
      toast.error(`Your picture stays. ${error.message}`);
    },
  });
}

function show(cache: QueryClient, pictureUrl: string | null): void {
  cache.setQueryData(meQuery.queryKey, (me) => me && { ...me, user: { ...me.user, pictureUrl } });
}
