import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { listProjects } from "./operations";

/** The projects of a workspace, by its slug. */
export const projectsQuery = (ws: string) =>
  queryOptions({
    queryKey: ["projects", ws] as const,
    queryFn: ({ signal }) => call(listProjects, { ws }, signal),
    staleTime: 5_000,
    refetchOnWindowFocus: true,
  });
