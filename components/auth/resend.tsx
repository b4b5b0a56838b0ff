"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

const WAIT_SECONDS = 30;

/** Asks for another code, once the first has had time to arrive. `onAskAgain` resolves to whether one was sent. */
export function Resend({ onAskAgain }: { onAskAgain: () => Promise<boolean> }) {
  const [left, setLeft] = useState(WAIT_SECONDS);
  const [word, setWord] = useState("");
  const isWaiting = left > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, [isWaiting]);

  const ask = async () => {
    if (isWaiting) return;
    setLeft(WAIT_SECONDS);
    setWord((await onAskAgain()) ? "A new code is on its way. Only the newest one works." : "");
  };

  return (
    <>
      <Button
        look="quiet"
        aria-disabled={isWaiting}
        onClick={ask}
        className="num -ml-3.25 aria-disabled:cursor-default"
      >
        {isWaiting ? `New code in ${left} s` : "Send a new code"}
      </Button>
      <span role="status" className="order-last w-full text-sm text-ink-2 empty:hidden">
        {word}
      </span>
    </>
  );
}
