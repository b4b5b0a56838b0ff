"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EMAIL_LENGTH, EMAIL_PATTERN } from "@/lib/auth/constants";
import { Field } from "./field";

interface Props {
  email: string;
  onEmail: (email: string) => void;
  /** Asks for a code; resolves to a sentence when that did not work. */
  onAsk: (email: string) => Promise<string | undefined>;
}

/** Step one: whose mailbox the code should go to. */
export function EmailStep({ email, onEmail, onAsk }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => input.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isAsking) return;
    const address = email.trim();
    const isAddress = address.length <= EMAIL_LENGTH && EMAIL_PATTERN.test(address);
    if (!isAddress) return refuse("That does not look like an e-mail address. Check it for a slip.");
    setAsking(true);
    const failure = await onAsk(address.toLowerCase());
    setAsking(false);
    if (failure) refuse(failure);
  };
  const refuse = (sentence: string) => {
    setProblem(sentence);
    input.current?.focus();
  };

  return (
    <form noValidate onSubmit={submit} className="grid gap-5">
      <Field
        ref={input}
        label="E-mail address"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="you@example.com"
        value={email}
        problem={problem}
        onChange={(event) => {
          setProblem(undefined);
          onEmail(event.target.value);
        }}
      />
      <Button type="submit" look="primary" aria-disabled={isAsking} className="h-11 w-full text-lg">
        {isAsking ? "Sending a code…" : "Send me a code"}
      </Button>
    </form>
  );
}
