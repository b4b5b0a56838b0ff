"use client";

import { useEffect, useState } from "react";
import { whenIdle } from "@/lib/idle";
import { loadToasts, toastsLoaded } from "@/lib/toast";

type Sonner = Awaited<typeof toastsLoaded>;

/** So long the page may be busy before readers of the screen are told where toasts will be. */
const IDLE_MS = 2_000;

/** Where toasts are shown. */
export function Toaster() {
  const [sonner, setSonner] = useState<Sonner>();
  useEffect(() => {
    void toastsLoaded.then(setSonner);
    return whenIdle(loadToasts, IDLE_MS);
  }, []);
  return (
    sonner && (
      <sonner.Toaster
        position="bottom-center"
        mobileOffset={{ bottom: 68 }}
        toastOptions={{
          unstyled: true,
          duration: 7_000,
          className:
            "pointer-events-auto flex w-full items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 font-sans text-sm text-ink shadow-float",
        }}
      />
    )
  );
}
