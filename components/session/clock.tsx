"use client";

import { createContext, type ReactNode, use, useEffect, useState } from "react";

const TICK_MS = 15_000;

const ClockContext = createContext(0);

/** One clock for every relative time on the page. Starts at the server's moment, so that both draw the same words. */
export function ClockProvider({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  const [now, setNow] = useState(renderedAt);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <ClockContext value={now}>{children}</ClockContext>;
}

/** The time in ms, moving every 15 s. */
export const useNow = (): number => use(ClockContext);
