"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { whenIdle } from "@/lib/idle";
import { loadToasts, plainToasts, toastsLoaded } from "@/lib/toast";

type Sonner = Awaited<typeof toastsLoaded>;

/** So long the page may be busy before readers of the screen are told where toasts will be. */
const IDLE_MS = 2_000;

const LOOK =
  "pointer-events-auto flex w-full items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 font-sans text-sm text-ink shadow-float";

/** Where toasts are shown. */
export function Toaster() {
  const [sonner, setSonner] = useState<Sonner>();
  useEffect(() => {
    void toastsLoaded.then(setSonner);
    return whenIdle(() => void loadToasts(), IDLE_MS);
  }, []);
  return (
    <>
      <PlainToasts />
      {sonner && (
        <sonner.Toaster
          position="bottom-center"
          mobileOffset={{ bottom: 68 }}
          toastOptions={{ unstyled: true, duration: 7_000, className: LOOK }}
        />
      )}
    </>
  );
}

/** Without a network their code may not be there; what went wrong is said all the same. */
function PlainToasts() {
  const shown = useSyncExternalStore(plainToasts.subscribe, plainToasts.get, plainToasts.get);
  if (shown.length === 0) return null;
  return (
    <div
      role="alert"
      className="pointer-events-none fixed inset-x-4 bottom-17 z-50 mx-auto grid max-w-sm gap-2 lg:bottom-6"
    >
      {shown.map(({ id, message }) => (
        <p key={id} className={LOOK}>
          {typeof message === "function" ? message() : message}
        </p>
      ))}
    </div>
  );
}
