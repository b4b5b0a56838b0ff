"use client";

import { FileQuestion, MousePointerClick, Unplug } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";

/** Nothing is open yet. */
export function NothingOpen() {
  return (
    <div className="grid h-full place-items-center">
      <EmptyState icon={<MousePointerClick aria-hidden="true" />} title="Nothing open">
        Choose a notification to read it here, or walk through them with <Kbd keys="j" /> and <Kbd keys="k" />.
      </EmptyState>
    </div>
  );
}

interface Props {
  /** It does not exist, or is not this person's; trying again would not help. */
  isGone: boolean;
  retry: () => void;
  close: () => void;
}

/** What was to be opened could not be. */
export function NothingFound({ isGone, retry, close }: Props) {
  if (isGone) {
    return (
      <EmptyState
        icon={<FileQuestion aria-hidden="true" />}
        title="There is no such notification"
        action={<Button onClick={close}>Back to the inbox</Button>}
      >
        It may have been removed, or it belongs to another workspace or person.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Unplug aria-hidden="true" />}
      title="This could not be fetched"
      action={<Button onClick={retry}>Try again</Button>}
    >
      Belfry did not answer. Your inbox is as it was.
    </EmptyState>
  );
}
