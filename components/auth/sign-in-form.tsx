"use client";

import { useState } from "react";
import type { ProviderRefusal } from "@/lib/auth/constants";
import { requestSignInCode } from "@/lib/auth/operations";
import { CallError, call } from "@/lib/http/call";
import { CodeStep } from "./code-step";
import { EmailStep } from "./email-step";
import { Heading } from "./heading";
import { Providers } from "./providers";

interface Props {
  /** Where to go once signed in; a path of our own. */
  next: string;
  /** Whose address, where that is known already. */
  email: string;
  /** Other ways in, and why the last attempt by one of them was refused. */
  providers: { id: string; name: string }[];
  refusal: ProviderRefusal | undefined;
}

/** Signing in by a mailed code, in two steps on one page, or by a provider. */
export function SignInForm({ next, email: known, providers, refusal }: Props) {
  const [email, setEmail] = useState(known);
  const [sentTo, setSentTo] = useState<string>();

  const ask = async (address: string): Promise<string | undefined> => {
    try {
      await call(requestSignInCode, { email: address });
      setSentTo(address);
    } catch (error) {
      return error instanceof CallError ? error.message : "Something went wrong here. Try again in a moment.";
    }
  };

  if (sentTo === undefined) {
    return (
      <>
        <Heading title="Sign in">We mail you a six-digit code; there is no password to remember.</Heading>
        <EmailStep email={email} onEmail={setEmail} onAsk={ask} />
        <Providers providers={providers} refusal={refusal} next={next} />
      </>
    );
  }
  return (
    <>
      <Heading title="Check your mail">
        If <b className="font-semibold break-words text-ink">{sentTo}</b> belongs to somebody here, a code is on its
        way. It works once, for ten minutes, in this browser.
      </Heading>
      <CodeStep
        email={sentTo}
        next={next}
        onAskAgain={() => ask(sentTo)}
        onChangeAddress={() => setSentTo(undefined)}
      />
    </>
  );
}
