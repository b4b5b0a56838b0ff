"use client";

import { ErrorMessage } from "@/components/ui/error-message";

/** A page inside Belfry that could not be drawn; the navigation around it stays. */
export default function AppError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main id="main" className="grid grow place-items-center">
      <ErrorMessage error={error} retry={retry} />
    </main>
  );
}
