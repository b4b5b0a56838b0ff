import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Projects } from "@/components/projects/projects";
import { requireUser } from "@/lib/auth/page";
import { prefetchProjects } from "@/lib/projects/prefetch";

export default async function ProjectsPage() {
  const cache = new QueryClient();
  await prefetchProjects(cache, await requireUser());
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <Projects />
    </HydrationBoundary>
  );
}
