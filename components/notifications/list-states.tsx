"use client";

import { Inbox, Unplug } from "lucide-react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { useRefreshFailure } from "@/lib/notifications/inbox/client";

/** Nothing has ever arrived: how to send the first one. */
export function FirstUse() {
  const { workspace, publicUrl } = useSession();
  const command = firstEvent(publicUrl, workspace.slug);
  return (
    <EmptyState icon={<Inbox aria-hidden="true" />} title="Nothing has arrived yet">
      <p>
        Whatever wants your attention will land here. Send the first one from a terminal, with an API key of this
        workspace in <code className="text-ink">$BELFRY_KEY</code>:
      </p>
      <div className="relative mt-4 text-left">
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          aria-label="A command that sends a notification"
          className="overflow-x-auto rounded-md border border-line bg-sunken p-3 pr-11 text-xs leading-relaxed text-ink"
        >
          <pre>{command}</pre>
        </section>
        <CopyButton
          text={command}
          label="Copy the command"
          className="absolute top-1.5 right-1.5 bg-sunken hover:bg-line"
        />
      </div>
    </EmptyState>
  );
}

/** The list could not be fetched, and there is none to keep showing. */
export function ListFailed({ message, retry }: { message: string; retry: () => void }) {
  return (
    <EmptyState
      icon={<Unplug aria-hidden="true" />}
      title="Your inbox could not be fetched"
      action={<Button onClick={retry}>Try again</Button>}
    >
      {message}
    </EmptyState>
  );
}

/** What is shown may be out of date. It stays, and says so. */
export function RefreshFailed() {
  const { workspace } = useSession();
  const { failedAt, retry } = useRefreshFailure(workspace.slug);
  return (
    <div role="status">
      {failedAt && (
        <div className="flex items-center gap-3 border-t border-line bg-amber-wash py-1.5 pr-3 pl-5 text-sm text-amber">
          <span className="grow">Belfry does not answer. What you see may be a little old; nothing is lost.</span>
          <Button look="quiet" className="text-ink!" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

const firstEvent = (publicUrl: string, slug: string) => `curl ${publicUrl}/api/workspaces/${slug}/events \\
  -H "authorization: Bearer $BELFRY_KEY" \\
  -H "content-type: application/json" \\
  -d '{"type": "feedback.new", "title": "Hello from a terminal"}'`;
