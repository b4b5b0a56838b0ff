"use client";

import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import type { ApiKey } from "@/lib/auth/contract";

export type MadeKey = ApiKey & { key: string };

/** A fresh key, for the only time, with a command that works as it stands. */
export function KeyOnce({ made, close }: { made: MadeKey; close: () => void }) {
  const { publicUrl, workspace } = useSession();
  const mayWrite = made.scopes.includes("events:write");
  const command = mayWrite
    ? firstEvent(publicUrl, workspace.slug, made.key)
    : lookUp(publicUrl, workspace.slug, made.key);
  return (
    <div className="grid grid-cols-1 gap-4 px-5 pb-5">
      <p className="text-ink-2">
        This is the key of <b className="font-semibold text-ink">{made.name}</b>. It is shown here and nowhere else: we
        keep only what is needed to recognise it.
      </p>
      <Copyable label="The key" copy="Copy the key" text={made.key} isWrapped />
      <div>
        <p className="mb-1.5 font-semibold">
          {mayWrite ? "Try it: this puts a notification into the inboxes of all administrators" : "To look up an event"}
        </p>
        <Copyable label="A command that uses the key" copy="Copy the command" text={command} />
      </div>
      <div className="flex justify-end">
        <Button look="primary" onClick={close}>
          I have kept it
        </Button>
      </div>
    </div>
  );
}

const firstEvent = (publicUrl: string, slug: string, key: string) => `curl ${publicUrl}/api/workspaces/${slug}/events \\
  -H "authorization: Bearer ${key}" \\
  -H "content-type: application/json" \\
  -d '{"type": "feedback.new", "title": "Hello from a new key"}'`;

const lookUp = (publicUrl: string, slug: string, key: string) =>
  `curl ${publicUrl}/api/workspaces/${slug}/events/$EVENT_ID \\
  -H "authorization: Bearer ${key}"`;
