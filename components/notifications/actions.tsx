"use client";

import { Archive, BellOff, Clock, Inbox, type LucideIcon, Mail, MailOpen, Trash2 } from "lucide-react";
import { stateOf, type Target } from "@/lib/notifications/inbox/client";
import type { State } from "@/lib/notifications/inbox/contract";
import { type Triage, useTriage } from "./triage";

export interface Action {
  key: "read" | "snooze" | "archive" | "inbox" | "mute" | "delete";
  label: string;
  /** As `Kbd` draws it. */
  keys?: string;
  Icon: LucideIcon;
  /** Whether it leads to a dialog. */
  asks?: true;
  act: () => void;
}

/** What can be done to rows that are in one place, most used first. */
export function useActions(targets: Target[], isNew: boolean): Action[] {
  return actionsFor(targets, isNew, useTriage());
}

function actionsFor(targets: Target[], isNew: boolean, triage: Triage): Action[] {
  const place: State = targets[0] ? stateOf(targets[0].row) : "inbox";
  const archive: Action = {
    key: "archive",
    label: "Archive",
    keys: "e",
    Icon: Archive,
    act: () => triage.archive(targets),
  };
  const inbox: Action = { key: "inbox", label: "Move to inbox", Icon: Inbox, act: () => triage.bringBack(targets) };
  return [
    {
      key: "read",
      label: isNew ? "Mark read" : "Mark unread",
      keys: "u",
      Icon: isNew ? MailOpen : Mail,
      act: () => triage.setRead(targets, isNew),
    },
    {
      key: "snooze",
      label: place === "snoozed" ? "Snooze again" : "Snooze",
      keys: "s",
      Icon: Clock,
      asks: true,
      act: () => triage.snooze(targets),
    },
    ...(place === "archived" ? [{ ...inbox, keys: "e" }] : place === "snoozed" ? [inbox, archive] : [archive]),
    ...(targets.some(({ row }) => row.subject)
      ? [{ key: "mute", label: "Mute subject", keys: "m", Icon: BellOff, act: () => triage.mute(targets) } as const]
      : []),
    { key: "delete", label: "Delete", keys: "#", Icon: Trash2, act: () => triage.remove(targets) },
  ];
}
