"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { signInWithProvider } from "@/lib/auth/client";
import type { ProviderRefusal } from "@/lib/auth/constants";

const REFUSALS: Record<ProviderRefusal, string> = {
  unknown_person: "Nobody here has that account's address. Ask for an invitation, or sign in with another address.",
  unverified_email: "That provider has not verified your address yet. Verify it there, or let us mail you a code.",
  provider_failed: "Signing in there did not work. Try again, or let us mail you a code.",
};

interface Props {
  providers: { id: string; name: string }[];
  /** Why the last attempt was refused. */
  refusal: ProviderRefusal | undefined;
  /** Where to go once signed in; a path of our own. */
  next: string;
}

/** The other ways in, where there are any. */
export function Providers({ providers, refusal, next }: Props) {
  const [leaving, setLeaving] = useState<string>();
  const [problem, setProblem] = useState(refusal && REFUSALS[refusal]);
  if (providers.length === 0) return null;

  const leave = async (id: string) => {
    if (leaving) return;
    setLeaving(id);
    const failure = await signInWithProvider(id, next);
    if (!failure) return;
    setLeaving(undefined);
    setProblem(failure === "offline" ? "Belfry cannot be reached. Check your connection." : REFUSALS.provider_failed);
  };

  return (
    <div className="mt-6 grid gap-3">
      <p className="text-center text-sm text-ink-2">or</p>
      {providers.map(({ id, name }) => (
        <Button key={id} aria-disabled={leaving !== undefined} className="h-11 w-full" onClick={() => leave(id)}>
          {leaving === id ? `Going to ${name}…` : `Continue with ${name}`}
        </Button>
      ))}
      <p role="alert" className="text-sm text-rose empty:hidden">
        {problem}
      </p>
    </div>
  );
}
