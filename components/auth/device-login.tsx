"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { problemsOf } from "@/components/ui/form";
import { decideDeviceLogin, getDeviceLogin } from "@/lib/auth/operations";
import { call } from "@/lib/http/call";
import { Field } from "./field";
import { Heading } from "./heading";

type Step = { at: "code" } | { at: "decision"; clientName: string } | { at: "end"; clientName: string; isIn: boolean };

interface Props {
  /** What the link carried, if anything. */
  code: string;
  email: string;
}

/** From the code a program shows to letting it in, or not. */
export function DeviceLogin({ code, email }: Props) {
  const [typed, setTyped] = useState(code);
  const [step, setStep] = useState<Step>({ at: "code" });
  switch (step.at) {
    case "code":
      return (
        <CodeStep typed={typed} setTyped={setTyped} onFound={(clientName) => setStep({ at: "decision", clientName })} />
      );
    case "decision":
      return (
        <DecisionStep
          code={typed}
          email={email}
          clientName={step.clientName}
          onDecided={(isIn) => setStep({ ...step, at: "end", isIn })}
          onBack={() => setStep({ at: "code" })}
        />
      );
    case "end":
      return step.isIn ? (
        <Heading title="Signed in">
          <Strong>{step.clientName}</Strong> acts as you from now on. You can close this page; to end it, sign it out
          under Settings, Sessions.
        </Heading>
      ) : (
        <Heading title="Refused">
          <Strong>{step.clientName}</Strong> was not let in. You can close this page.
        </Heading>
      );
  }
}

interface CodeProps {
  typed: string;
  setTyped: (text: string) => void;
  onFound: (clientName: string) => void;
}

function CodeStep({ typed, setTyped, onFound }: CodeProps) {
  const { isBusy, problem, run } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => onFound((await call(getDeviceLogin, { userCode: typed })).clientName));
  };
  return (
    <>
      <Heading title="Sign a program in">A program that wants to act as you shows a code. Type it here.</Heading>
      <form noValidate onSubmit={submit} className="grid gap-3">
        <Field
          label="Code"
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          placeholder="WDJB-MJHT"
          value={typed}
          problem={problem}
          onChange={(event) => setTyped(event.target.value)}
          className="num tracking-widest uppercase placeholder:normal-case"
        />
        <Button
          type="submit"
          look="primary"
          aria-disabled={isBusy || typed.trim() === ""}
          className="h-11! w-full text-lg aria-disabled:cursor-default aria-disabled:opacity-50"
        >
          {isBusy ? "Looking…" : "Go on"}
        </Button>
      </form>
    </>
  );
}

interface DecisionProps {
  code: string;
  email: string;
  clientName: string;
  onDecided: (isIn: boolean) => void;
  onBack: () => void;
}

function DecisionStep({ code, email, clientName, onDecided, onBack }: DecisionProps) {
  const { isBusy, problem, run } = useDeed();
  const decide = (approve: boolean) =>
    run(async () => {
      await call(decideDeviceLogin, { userCode: code, approve });
      onDecided(approve);
    });
  return (
    <>
      <Heading title={`Let ${clientName} in?`}>
        It asks to act as <Strong>{email}</Strong>: to read your inbox, and to do what you may do. Only go on if you
        have just started it yourself, and it shows the code <Strong>{code.toUpperCase()}</Strong>.
      </Heading>
      <div className="grid gap-2.5">
        <Button look="primary" aria-disabled={isBusy} onClick={() => void decide(true)} className="h-11! text-lg">
          Let it in
        </Button>
        <Button aria-disabled={isBusy} onClick={() => void decide(false)} className="h-11! text-lg">
          Refuse
        </Button>
        <Button look="quiet" onClick={onBack}>
          It shows another code
        </Button>
      </div>
      <p role="alert" className="mt-2 text-sm text-rose">
        {problem}
      </p>
    </>
  );
}

/** One deed at a time, and what went wrong with the last. */
function useDeed() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (deed: () => Promise<void>) => {
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await deed();
    } catch (error) {
      const problems = problemsOf(error, { userCode: "The code" });
      setProblem(problems.userCode ?? problems[""]);
    }
    setBusy(false);
  };
  return { isBusy, problem, run };
}

const Strong = ({ children }: { children: ReactNode }) => (
  <b className="font-semibold wrap-anywhere text-ink">{children}</b>
);
