import type { ReactNode } from "react";
import { Brand } from "./brand";

/** A page for somebody who is not in yet: the brand, and one narrow column. */
export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh grid-rows-[auto_1fr] px-5 py-6 sm:px-8">
      <Brand />
      <div className="mx-auto w-full max-w-sm min-w-0 pt-[min(16vh,9rem)] pb-12">{children}</div>
    </main>
  );
}
