/** Every shortcut there is, as the list shown with `?` has them. `Mod` is Ctrl or ⌘. */
export const SHORTCUTS = [
  {
    group: "Anywhere",
    keys: [
      { keys: "Mod K", does: "Search or jump to" },
      { keys: "g n", does: "Go to the inbox" },
      { keys: "g s", does: "Go to the settings" },
      { keys: "?", does: "Show this list" },
    ],
  },
  {
    group: "Inbox",
    keys: [
      { keys: "j", does: "Next notification" },
      { keys: "k", does: "Previous notification" },
      { keys: "Enter", does: "Open it" },
      { keys: "u", does: "Mark read or unread" },
      { keys: "⇧ A", does: "Mark all read" },
      { keys: "Esc", does: "Close what is open" },
    ],
  },
] as const;
