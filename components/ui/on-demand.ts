"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { whenIdle } from "@/lib/idle";
import { toast } from "@/lib/toast";

const IDLE_MS = 5_000;

/** A part of the page whose code is fetched apart. Make it once, outside of components. */
export class OnDemand<Part> {
  loaded: { part: Part } | undefined;

  constructor(private readonly load: () => Promise<Part>) {}

  async fetch(): Promise<{ part: Part }> {
    this.loaded ??= { part: await this.load() };
    return this.loaded;
  }
}

/**
 * The part, once it has been wanted and is there: fetched when the browser has time for it, or when it is first wanted.
 * Where it cannot be fetched, says so and gives up.
 */
export function useOnDemand<Part>(code: OnDemand<Part>, isWanted: boolean, giveUp: () => void): Part | undefined {
  const [shown, setShown] = useState<{ part: Part }>();
  if (isWanted && code.loaded && !shown) setShown(code.loaded);
  const isMissing = isWanted && !shown;
  const fail = useEffectEvent(() => {
    giveUp();
    toast.error("That could not be loaded. Check your connection and try again.");
  });
  useEffect(() => whenIdle(() => void code.fetch().catch(() => {}), IDLE_MS), [code]);
  useEffect(() => {
    if (!isMissing) return;
    let isStillWanted = true;
    code.fetch().then(
      (there) => isStillWanted && setShown(there),
      () => isStillWanted && fail(),
    );
    return () => {
      isStillWanted = false;
    };
  }, [code, isMissing]);
  return shown?.part;
}
