"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Button, buttonLook } from "@/components/ui/button";
import { ROLE_DESCRIPTIONS } from "@/components/workspaces/roles";
import { signOut } from "@/lib/auth/client";
import { call } from "@/lib/http/call";
import type { InvitationView } from "@/lib/workspaces/invitations-contract";
import { acceptInvitation } from "@/lib/workspaces/operations";
import { Heading } from "./heading";
import { NewPerson } from "./new-person";

interface Props {
  token: string;
  invitation: InvitationView;
}

/** What somebody is invited to, by whom, and the one step between them and it. */
export function Invitation({ token, invitation }: Props) {
  const { workspace, inviter, role } = invitation;
  return (
    <>
      <Heading title={`Join ${workspace}`}>
        {inviter ? <Strong>{inviter}</Strong> : "An administrator"} invites you to {workspace} as{" "}
        {/^[aeiou]/.test(role) ? "an" : "a"} <Strong>{role}</Strong>: you may {ROLE_DESCRIPTIONS[role]}.
      </Heading>
      <Step token={token} invitation={invitation} />
    </>
  );
}

function Step({ token, invitation }: Props) {
  const { needs, workspace, email } = invitation;
  const accept = async (who: { name?: string; handle?: string }) => {
    const joined = await call(acceptInvitation, { token, ...who });
    window.location.assign(`/notifications?w=${encodeURIComponent(joined.workspace.slug)}`);
    // Never done: the page is about to go, and a second click must find it busy.
    await new Promise(() => {});
  };
  switch (needs) {
    case "account":
      return <NewPerson email={email} workspace={workspace} accept={accept} />;
    case "nothing":
      return <Act label={`Join ${workspace}`} busy="Joining…" act={() => accept({})} />;
    case "sign-in":
      return (
        <>
          <Note>
            <Strong>{email}</Strong> has an account here already. Sign in, and you come back to this page.
          </Note>
          <Link
            className={buttonLook("primary", "h-11! w-full text-lg")}
            href={signInHref(token, email)}
            prefetch={false}
          >
            Sign in
          </Link>
        </>
      );
    case "other-person":
      return (
        <>
          <Note>
            This invitation is for <Strong>{email}</Strong>, and you are signed in as somebody else. Sign out here to
            accept it as {email}.
          </Note>
          <Act label="Sign out and go on" busy="Signing out…" act={() => signOut(`/invitation/${token}`)} />
          <Link className={buttonLook("quiet", "mt-2 w-full")} href="/" prefetch={false}>
            Stay signed in, and leave this page
          </Link>
        </>
      );
  }
}

function Act({ label, busy, act }: { label: string; busy: string; act: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const go = async () => {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      await act();
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <>
      <Button look="primary" aria-disabled={isBusy} onClick={go} className="h-11! w-full text-lg">
        {isBusy ? busy : label}
      </Button>
      <p role="alert" className="mt-2 text-sm text-rose">
        {problem}
      </p>
    </>
  );
}

const signInHref = (token: string, email: string) =>
  `/sign-in?${new URLSearchParams({ next: `/invitation/${token}`, email })}`;

const Strong = ({ children }: { children: ReactNode }) => (
  <b className="font-semibold wrap-anywhere text-ink">{children}</b>
);

const Note = ({ children }: { children: ReactNode }) => <p className="mb-5 text-ink-2">{children}</p>;
