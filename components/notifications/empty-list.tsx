"use client";

import { Archive, AtSign, Check, Clock, FilterX, Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";
import { useInbox, WHOLE_INBOX } from "@/lib/notifications/inbox/client";
import { FirstUse } from "./list-states";
import { countFilters, type UrlFilters, type View, withoutFilters } from "./url-filters";

interface Props {
  urlFilters: UrlFilters;
  setUrlFilters: (next: UrlFilters) => void;
}

type Words = { icon: ReactNode; title: string; text: ReactNode };

const NOTHING: Record<View, Words> = {
  all: {
    icon: <Inbox aria-hidden="true" />,
    title: "Your inbox is empty",
    text: "Everything has been dealt with. What arrives next appears here by itself.",
  },
  unread: {
    icon: <Check aria-hidden="true" />,
    title: "Nothing unread",
    text: "You have read everything. What arrives next appears here by itself.",
  },
  mentions: {
    icon: <AtSign aria-hidden="true" />,
    title: "Nobody has mentioned you",
    text: "When somebody calls you by your @handle, or everybody in a channel, it is here.",
  },
  snoozed: {
    icon: <Clock aria-hidden="true" />,
    title: "Nothing is snoozed",
    text: (
      <>
        What cannot be dealt with now can wait out of sight: <Kbd keys="s" /> on a notification sends it away until a
        time you choose.
      </>
    ),
  },
  archived: {
    icon: <Archive aria-hidden="true" />,
    title: "Nothing is archived",
    text: (
      <>
        What is done with goes here with <Kbd keys="e" /> and can be found again.
      </>
    ),
  },
};

/** A list without rows: why, and what to do. */
export function EmptyList({ urlFilters, setUrlFilters }: Props) {
  const { workspace } = useSession();
  const all = useInbox(workspace.slug, WHOLE_INBOX);
  const { view } = urlFilters;
  if (countFilters(urlFilters) > 0) {
    return (
      <EmptyState
        icon={<FilterX aria-hidden="true" />}
        title="Nothing fits this filter"
        action={<Button onClick={() => setUrlFilters(withoutFilters(urlFilters))}>Clear the filter</Button>}
      >
        There may be more without it.
      </EmptyState>
    );
  }
  // Every change of an inbox counts its sequence up: at nought nothing has ever arrived.
  const isUntouched = all.data?.pages[0]?.seq === 0;
  if (isUntouched && (view === "all" || view === "unread")) return <FirstUse />;
  const { icon, title, text } = NOTHING[view];
  const next = view === "all" ? "archived" : "all";
  return (
    <EmptyState
      icon={icon}
      title={title}
      action={<Button onClick={() => setUrlFilters({ ...urlFilters, view: next })}>Show {next}</Button>}
    >
      {text}
    </EmptyState>
  );
}
