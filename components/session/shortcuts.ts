"use client";

import { useHotkeys } from "./hotkeys";

interface Shortcut {
  /** As `Kbd` draws it; `Mod` is Ctrl or ⌘. */
  keys: string;
  does: string;
  /** As `useHotkeys` hears it; absent where the browser itself acts, as Enter does on a button. */
  key?: string;
}

const anywhere = {
  search: { key: "mod+k", keys: "Mod K", does: "Search or jump to" },
  goToInbox: { key: "g n", keys: "g n", does: "Go to the inbox" },
  goToSettings: { key: "g s", keys: "g s", does: "Go to the settings" },
  list: { key: "?", keys: "?", does: "Show this list" },
} as const satisfies Record<string, Shortcut>;

const inboxMoves = {
  next: { key: "j", keys: "j", does: "Next notification" },
  previous: { key: "k", keys: "k", does: "Previous notification" },
  open: { keys: "Enter", does: "Open it" },
  unfold: { key: "ArrowRight", keys: "→", does: "Show what its subject has gathered" },
  fold: { key: "ArrowLeft", keys: "←", does: "Hide that" },
  select: { key: "x", keys: "x", does: "Select it" },
  selectUpTo: { key: "X", keys: "⇧ X", does: "Select up to it" },
  close: { key: "esc", keys: "Esc", does: "Select nothing, close what is open" },
} as const satisfies Record<string, Shortcut>;

const inboxActions = {
  archive: { key: "e", keys: "e", does: "Archive, or out of the archive" },
  snooze: { key: "s", keys: "s", does: "Snooze" },
  mute: { key: "m", keys: "m", does: "Mute its subject" },
  toggleRead: { key: "u", keys: "u", does: "Mark read or unread" },
  delete: { key: "#", keys: "#", does: "Delete" },
  markAllRead: { key: "A", keys: "⇧ A", does: "Mark all read" },
} as const satisfies Record<string, Shortcut>;

const undo = { undo: { key: "z", keys: "z", does: "Undo" } } as const satisfies Record<string, Shortcut>;

/** Every shortcut by who acts on it. What is listed acts, and what acts is listed: both are made of this. */
const SCOPES = { anywhere, inbox: { ...inboxMoves, ...inboxActions }, undo };
type Scope = keyof typeof SCOPES;
type Acting<S extends Scope> = {
  [Id in keyof (typeof SCOPES)[S] as (typeof SCOPES)[S][Id] extends { key: string } ? Id : never]: () => void;
};

/** Acts on all shortcuts of a scope while mounted: none may be left out. */
export function useShortcuts<S extends Scope>(scope: S, actions: Acting<S>): void {
  const shortcuts: Record<string, Shortcut> = SCOPES[scope];
  const byId: Record<string, () => void> = actions;
  const entries = Object.entries(shortcuts).flatMap(([id, { key }]) => (key && byId[id] ? [[key, byId[id]]] : []));
  useHotkeys(Object.fromEntries(entries));
}

/** The same as the list shown with `?` groups them. */
export const SHORTCUT_GROUPS: { group: string; shortcuts: Shortcut[] }[] = [
  { group: "Anywhere", shortcuts: Object.values(anywhere) },
  { group: "Inbox: move", shortcuts: Object.values(inboxMoves) },
  { group: "Inbox: do", shortcuts: Object.values({ ...inboxActions, ...undo }) },
];
