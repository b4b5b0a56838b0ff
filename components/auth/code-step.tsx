"use client";

import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { type SignInProblem, signInWithCode } from "@/lib/auth/client";
import { Field } from "./field";
import { Resend } from "./resend";

const SENTENCES: Record<SignInProblem, string> = {
  wrong_code: "That code is not right. Look at the newest mail and try again.",
  too_many_tries: "That was one wrong try too many, and the code no longer works. Ask for a new one.",
  no_live_code: "This code has run out, was used, or was asked for in another browser. Ask for a new one.",
  offline: "Belfry cannot be reached. Your code is kept; check your connection and try again.",
  failed: "Something went wrong here. Your code is kept; try again in a moment.",
};
const LENGTH = 6;

interface Props {
  email: string;
  /** Where to go once signed in; a path of our own. */
  next: string;
  onAskAgain: () => Promise<string | undefined>;
  onChangeAddress: () => void;
}

/** Step two: the six digits, from the keyboard, the clipboard or the phone's own suggestion. */
export function CodeStep({ email, next, onAskAgain, onChangeAddress }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const isBusy = useRef(false);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isChecking, setChecking] = useState(false);
  useEffect(() => input.current?.focus(), []);

  const check = async (digits: string) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setChecking(true);
    const failure = await signInWithCode(email, digits);
    // Left busy when it worked: the page is about to go.
    if (!failure) return window.location.assign(next);
    isBusy.current = false;
    setChecking(false);
    setProblem(SENTENCES[failure]);
    input.current?.select();
  };
  const type = (event: ChangeEvent<HTMLInputElement>) => {
    const digits = event.target.value.replace(/\D/g, "").slice(0, LENGTH);
    setCode(digits);
    setProblem(undefined);
    if (digits.length === LENGTH && digits !== code) void check(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === LENGTH) return void check(code);
    setProblem("The code has six digits.");
    input.current?.focus();
  };
  const askAgain = async () => {
    const failure = await onAskAgain();
    setProblem(failure);
    if (!failure) setCode("");
    input.current?.focus();
    return failure === undefined;
  };

  return (
    <form noValidate onSubmit={submit} className="grid gap-5">
      <Field
        ref={input}
        label="Six-digit code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]*"
        spellCheck={false}
        value={code}
        problem={problem}
        onChange={type}
        className="num h-14 pl-[0.4em] text-center font-semibold tracking-[0.4em] text-subject!"
      />
      <Button type="submit" look="primary" aria-disabled={isChecking} className="h-11 w-full text-lg">
        {isChecking ? "Signing in…" : "Sign in"}
      </Button>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Resend onAskAgain={askAgain} />
        <Button look="quiet" onClick={onChangeAddress} className="-mr-3.25">
          Use another address
        </Button>
      </div>
    </form>
  );
}
