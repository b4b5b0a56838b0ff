import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Kbd } from "./kbd";

interface Props {
  label: string;
  /** Keys that do the same, as `Kbd` draws them. */
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  children: ReactNode;
}

/** Says in words what an icon does. The child must be one focusable element. Needs a `TooltipProvider` above. */
export function Tooltip({ label, keys, side = "bottom", children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex items-center gap-2 rounded-sm border border-line bg-surface px-2 py-1 text-xs text-ink shadow-float"
        >
          {label}
          {keys && <Kbd keys={keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}
