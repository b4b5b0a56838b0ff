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
    group: "Inbox: move",
    keys: [
      { keys: "j", does: "Next notification" },
      { keys: "k", does: "Previous notification" },
      { keys: "Enter", does: "Open it" },
      { keys: "→", does: "Show what its subject has gathered" },
      { keys: "←", does: "Hide that" },
      { keys: "x", does: "Select it" },
      { keys: "⇧ X", does: "Select up to it" },
      { keys: "Esc", does: "Select nothing, close what is open" },
    ],
  },
  {
    group: "Inbox: do",
    keys: [
      { keys: "e", does: "Archive, or out of the archive" },
      { keys: "s", does: "Snooze" },
      { keys: "m", does: "Mute its subject" },
      { keys: "u", does: "Mark read or unread" },
      { keys: "#", does: "Delete" },
      { keys: "z", does: "Undo" },
      { keys: "⇧ A", does: "Mark all read" },
    ],
  },
] as const;
