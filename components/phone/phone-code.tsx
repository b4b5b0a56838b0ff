"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { Resend } from "@/components/auth/resend";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useAddPhone, useVerifyPhone } from "@/lib/phone/client";
import type { PhoneAnswer } from "@/lib/phone/contract";

const LENGTH = 6;

interface Props {
  phone: NonNullable<PhoneAnswer["phone"]>;
  /** It was sent just now, from this page: typing it comes next. */
  isFresh: boolean;
  changeNumber: () => void;
}

/** Step two: the six digits, from the keyboard, the clipboard or the phone's own suggestion. */
export function PhoneCode({ phone: { number, codeExpiresAt, stoppedAt }, isFresh, changeNumber }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string>();
  const verify = useVerifyPhone();
  const add = useAddPhone();
  const focus = () => form.current?.querySelector("input")?.focus();
  useEffect(() => {
    if (isFresh) form.current?.querySelector("input")?.focus({ preventScroll: true });
  }, [isFresh]);

  const check = (digits: string) => {
    if (verify.isPending) return;
    verify.mutate(digits, {
      onError: ({ message }) => {
        setProblem(message);
        form.current?.querySelector("input")?.select();
      },
    });
  };
  const type = (text: string) => {
    const digits = text.replace(/\D/g, "").slice(0, LENGTH);
    setCode(digits);
    setProblem(undefined);
    if (digits.length === LENGTH && digits !== code) check(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === LENGTH) return check(code);
    setProblem("The code has six digits.");
    focus();
  };
  const askAgain = async () => {
    const failure = await add.mutateAsync(number).then(
      () => undefined,
      (error: Error) => error.message,
    );
    setProblem(failure);
    if (!failure) setCode("");
    focus();
    return failure === undefined;
  };

  return (
    <form ref={form} noValidate onSubmit={submit} className="max-w-md">
      <p className="mb-4 text-ink-2">
        {stoppedAt ? (
          <>
            <b className="num font-semibold text-ink">{number}</b> has texted STOP, so its code is void. Text START to
            the same number, then ask for a new one.
          </>
        ) : codeExpiresAt ? (
          <>
            A code is on its way to <b className="num font-semibold text-ink">{number}</b>. It works for ten minutes.
          </>
        ) : (
          <>
            The code for <b className="num font-semibold text-ink">{number}</b> works no more. Ask for a new one.
          </>
        )}
      </p>
      <Field
        label="Six-digit code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]*"
        spellCheck={false}
        value={code}
        problem={problem}
        onText={type}
        className="num max-w-44 text-center font-semibold tracking-[0.3em]"
      />
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          look="primary"
          aria-disabled={verify.isPending}
          className="mr-3.25 aria-disabled:cursor-default"
        >
          {verify.isPending ? "Checking…" : "Verify"}
        </Button>
        <Resend onAskAgain={askAgain} />
        <Button look="quiet" onClick={changeNumber}>
          Use another number
        </Button>
      </div>
    </form>
  );
}
