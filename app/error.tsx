"use client";

import { ErrorMessage } from "@/components/ui/error-message";

/** Anything outside the shell that could not be drawn. */
export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <title>Something went wrong · Belfry</title>
      <ErrorMessage error={error} retry={retry} />
    </main>
  );
}
