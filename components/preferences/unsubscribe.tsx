"use client";

import { useState } from "react";
import { Heading } from "@/components/auth/heading";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/http/call";
import { resubscribe, unsubscribe } from "@/lib/notifications/preferences/operations";
import type { Stopped } from "@/lib/notifications/preferences/unsubscribe-contract";

/** Asks whether such mails should stop, says when they have, and takes it back. */
export function Unsubscribe({ token, rendered }: { token: string; rendered: Stopped }) {
  const [{ about, email, workspace, isStopped }, setStopped] = useState(rendered);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const change = async () => {
    setBusy(true);
    setProblem(undefined);
    await call(isStopped ? resubscribe : unsubscribe, { token }).then(setStopped, ({ message }: Error) =>
      setProblem(`Nothing was changed. ${message}`),
    );
    setBusy(false);
  };
  const what = about === "everything" ? `Mails from ${workspace}` : `Mails about ${about}`;
  return (
    <div aria-live="polite">
      <Heading title={isStopped ? `${what} are stopped` : `Stop ${what.charAt(0).toLowerCase()}${what.slice(1)}?`}>
        {isStopped
          ? `${email} gets no more of them from ${workspace}. Your inbox there is as it was, and so is everything else you chose.`
          : `They come to ${email} from ${workspace}. What they tell stays in your inbox there.`}
      </Heading>
      <Button
        look={isStopped ? "plain" : "primary"}
        className="h-10! w-full"
        disabled={isBusy}
        onClick={() => void change()}
      >
        {isStopped ? "Get them again" : "Stop them"}
      </Button>
      <p role="alert" className="mt-3 text-sm text-rose empty:hidden">
        {problem}
      </p>
    </div>
  );
}

/** A link that is none of ours, or that leads nowhere any more. */
export function UnsubscribeRefused({ reason }: { reason: string }) {
  return <Heading title="There is nothing to stop here">{reason}</Heading>;
}
