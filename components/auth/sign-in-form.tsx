"use client";

import { useState } from "react";
import { requestCode } from "@/lib/auth/contract";
import { CallError, call } from "@/lib/http/call";
import { CodeStep } from "./code-step";
import { EmailStep } from "./email-step";

/** Signing in by a mailed code, in two steps on one page. `next` is a path of our own. */
export function SignInForm({ next }: { next: string }) {
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string>();

  const ask = async (address: string): Promise<string | undefined> => {
    try {
      await call(requestCode, { email: address });
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

function Heading({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="mb-7">
      <h1 className="title-serif mb-2.5 text-[1.75rem] leading-tight text-ink">{title}</h1>
      <p className="text-lg text-ink-2">{children}</p>
    </div>
  );
}
