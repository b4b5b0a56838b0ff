"use client";

import { Unplug } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { pageHref, useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { useCompleteSlack } from "@/lib/integrations/client";
import { toast } from "@/lib/toast";

interface Props {
  code: string;
  state: string;
  isRefused: boolean;
}

/** Finishes adding the app to a Slack, for the workspace in which that was begun, and goes back to the integrations. */
export function SlackReturn({ code, state, isRefused }: Props) {
  const router = useRouter();
  const { workspace } = useSession();
  // In front of the state stands the workspace's slug; without one nothing was begun here.
  const ws = state.split("~")[0] || workspace.slug;
  const { mutate, error } = useCompleteSlack(ws);
  const back = pageHref("/settings/integrations", ws);
  const isBegun = useRef(false);
  useEffect(() => {
    // A code works once: not again when React runs the effect a second time.
    if (isBegun.current || isRefused || !code) return;
    isBegun.current = true;
    mutate(
      { code, state },
      {
        onSuccess: ({ connection }) => {
          toast(`Connected to ${connection?.team ?? "Slack"}.`);
          router.replace(back);
        },
      },
    );
  }, [code, state, isRefused, mutate, router, back]);
  const problem = isRefused || !code ? "Slack did not add the app." : error?.message;
  if (problem === undefined) {
    return (
      <div role="status" aria-label="Connecting Slack">
        <Skeleton className="h-4 w-48" />
        <Skeleton className="mt-3 h-3 w-72" />
      </div>
    );
  }
  return (
    <EmptyState
      icon={<Unplug aria-hidden="true" />}
      title="Slack is not connected"
      action={<Button onClick={() => router.replace(back)}>Back to the integrations</Button>}
    >
      {problem} Nothing was changed.
    </EmptyState>
  );
}
