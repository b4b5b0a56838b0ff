"use client";

import { Unplug } from "lucide-react";
import { Button } from "./button";
import { EmptyState } from "./empty-state";

/** A page could not be drawn: what that means, and what to do. */
export function ErrorMessage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  return (
    <EmptyState
      icon={<Unplug aria-hidden="true" />}
      title="This page could not be shown"
      level={1}
      action={
        <Button look="primary" onClick={retry}>
          Try again
        </Button>
      }
    >
      <p>Something went wrong on our side. Nothing of yours is lost.</p>
      {digest && <p className="num mt-1 text-xs text-ink-3">If you report it, say {digest}.</p>}
    </EmptyState>
  );
}
