"use client";

import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useForm } from "@/components/ui/form";
import { useConnectSlack, useDisconnectSlack, useInstallSlack, useSlack } from "@/lib/integrations/client";
import { toast } from "@/lib/toast";

/** Connecting the workspace to a Slack, and ending that. */
export function SlackActions() {
  const { workspace } = useSession();
  const { data } = useSlack(workspace.slug);
  const [isConnecting, setConnecting] = useState(false);
  if (!data) return null;
  const { connection, canInstall } = data;
  return (
    <div className="mt-auto flex flex-wrap gap-1.5 pt-3">
      <Button look={connection ? "plain" : "primary"} onClick={() => setConnecting(true)}>
        {connection ? "Connect again" : "Connect Slack"}
      </Button>
      {connection && <DisconnectButton team={connection.team} />}
      <Dialog
        open={isConnecting}
        onOpenChange={setConnecting}
        title="Connect Slack"
        isKept
        className="overflow-y-auto!"
      >
        <div className="grid grid-cols-1 gap-5 px-5 pb-5">
          {canInstall && <Install />}
          <TokenForm close={() => setConnecting(false)} />
        </div>
      </Dialog>
    </div>
  );
}

function Install() {
  const { workspace } = useSession();
  const install = useInstallSlack(workspace.slug);
  return (
    <div className="border-b border-line pb-5">
      <p className="mb-3 text-ink-2">Slack asks you what the app may do, and leads you back here.</p>
      <Button look="primary" onClick={() => install.mutate()}>
        Add to Slack
      </Button>
      <p role="alert" className="mt-1.5 text-sm text-rose empty:hidden">
        {install.error?.message}
      </p>
    </div>
  );
}

function TokenForm({ close }: { close: () => void }) {
  const { workspace } = useSession();
  const { mutateAsync } = useConnectSlack(workspace.slug);
  const form = useForm({ token: "" }, { token: "The token" }, async ({ token = "" }) => {
    const { connection } = await mutateAsync(token.trim());
    toast(`Connected to ${connection?.team ?? "Slack"}.`);
    close();
  });
  return (
    <form noValidate onSubmit={form.submit} className="grid grid-cols-1 gap-5">
      <Field
        label="Bot token"
        hint={
          <>
            At api.slack.com/apps make an app, give its bot the scopes <code className="text-ink">chat:write</code>,{" "}
            <code className="text-ink">chat:write.public</code>, <code className="text-ink">users:read</code> and{" "}
            <code className="text-ink">users:read.email</code>, install it, and copy its bot token. It is tried, and
            then kept encrypted.
          </>
        }
        type="password"
        autoComplete="off"
        placeholder="xoxb-…"
        value={form.values.token}
        problem={form.problems.token}
        onText={(text) => form.set("token", text)}
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p role="alert" className="grow basis-full text-sm text-rose empty:hidden">
          {form.problems[""]}
        </p>
        <Button look="quiet" onClick={close}>
          Cancel
        </Button>
        <Button
          type="submit"
          look="primary"
          aria-disabled={form.isSaving || !form.isDirty}
          className="aria-disabled:cursor-default aria-disabled:opacity-50"
        >
          {form.isSaving ? "Asking Slack…" : "Connect"}
        </Button>
      </div>
    </form>
  );
}

function DisconnectButton({ team }: { team: string }) {
  const { workspace } = useSession();
  const disconnect = useDisconnectSlack(workspace.slug);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>Disconnect</Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Disconnect ${team}?`}
        action="Disconnect"
        onConfirm={() =>
          disconnect.mutate(undefined, {
            onError: (error) => toast.error(`Slack is still connected. ${error.message}`),
          })
        }
      >
        <p>Its token is forgotten. Slack channels and direct messages are skipped until Slack is connected again.</p>
      </Confirm>
    </>
  );
}
