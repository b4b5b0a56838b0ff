"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import type { CallInput } from "@/lib/http/endpoint";
import { useOptimistic } from "@/lib/http/optimistic";
import type * as api from "./contract";
import type { Project } from "./contract";
import { addProjectMembers, createProject, removeProjectMember, updateProject } from "./operations";
import { projectsQuery } from "./queries";

/** The workspace's projects. `ws` is its slug, here and below. */
export const useProjects = (ws: string) => useQuery(projectsQuery(ws));

type Input<E> = Omit<CallInput<E>, "ws">;

/** What can be done to them and is waited for. Each rejects with a CallError that names the field. */
export function useProjectActions(ws: string) {
  const cache = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationFn: (send: () => Promise<Project>) => send(),
    // Waited for: whoever has saved something sees it in the list as the answer comes.
    onSuccess: () => cache.invalidateQueries({ queryKey: projectsQuery(ws).queryKey }),
  });
  return {
    create: (input: Input<typeof api.createProject>) => mutateAsync(() => call(createProject, { ws, ...input })),
    update: (input: Input<typeof api.updateProject>) => mutateAsync(() => call(updateProject, { ws, ...input })),
    addMembers: (input: Input<typeof api.addProjectMembers>) =>
      mutateAsync(() => call(addProjectMembers, { ws, ...input })),
  };
}

/** Takes somebody out of a project, seen at once. */
export function useRemoveProjectMember(ws: string) {
  return useOptimistic({
    queryKey: projectsQuery(ws).queryKey,
    apply: ({ projects }: { projects: Project[] }, { id, userId }: { id: string; userId: string }) => ({
      projects: projects.map((project) =>
        project.id === id
          ? { ...project, members: project.members.filter((member) => member.userId !== userId) }
          : project,
      ),
    }),
    send: ({ id, userId }) => call(removeProjectMember, { ws, id, userId }),
    kept: "They are still in it.",
  });
}
