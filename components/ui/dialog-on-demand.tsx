"use client";

import { type ComponentType, useEffect, useEffectEvent, useState } from "react";
import { type OnDemand, useOnDemand } from "./on-demand";

interface Opened {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

type Props<Own extends Opened> = Own & { code: OnDemand<ComponentType<Own & { typed?: string }>> };

/** A dialog whose code comes on demand. What is typed before it is there goes to it, as `typed`, and to nothing else. */
export function DialogOnDemand<Own extends Opened>({ code, ...own }: Props<Own>) {
  const props = own as unknown as Own;
  const close = () => props.onOpenChange(false);
  const Dialog = useOnDemand(code, props.open, close);
  const typed = useTyped(props.open, Dialog === undefined, close);
  return Dialog && <Dialog {...props} typed={typed} />;
}

/** Takes the keys that are meant for a dialog which is on its way. */
function useTyped(open: boolean, isComing: boolean, close: () => void): string {
  const [typed, setTyped] = useState("");
  const take = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") close();
    else if (event.key === "Backspace") setTyped((text) => text.slice(0, -1));
    else if (event.key.length === 1) setTyped((text) => text + event.key);
  });
  useEffect(() => {
    if (!open) setTyped("");
    if (!open || !isComing) return;
    const onKeyDown = (event: KeyboardEvent) => take(event);
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [open, isComing]);
  return typed;
}
