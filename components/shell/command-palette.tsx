"use client";

import { Command, useCommandState } from "cmdk";
import { CheckCheck, Inbox, Keyboard, LogOut, Monitor, Moon, Plus, Replace, Search, Settings, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useTriage } from "@/components/notifications/triage";
import { sectionsFor } from "@/components/settings/sections";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { pageHref, useSession } from "../session/session";
import { useActions } from "./actions";
import { Entry, SearchField } from "./command-parts";
import { chooseTheme, THEME_LABELS, THEMES, type Theme } from "./theme";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What was typed before it was there. */
  typed?: string;
}

const THEME_ICONS: Record<Theme, ReactNode> = {
  system: <Monitor aria-hidden="true" />,
  light: <Sun aria-hidden="true" />,
  dark: <Moon aria-hidden="true" />,
};

/** Go anywhere, do anything. */
export function CommandPalette({ open, onOpenChange, typed }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Search or jump to" hideTitle className="flex flex-col">
      <Command label="Search or jump to" className="flex min-h-0 flex-col">
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search aria-hidden="true" className="size-4 text-ink-3" />
          <SearchField typed={typed} />
          <Kbd keys="Esc" />
        </div>
        <Command.List className="min-h-0 overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3">
          <Command.Empty className="px-3 py-8 text-center text-sm text-ink-2">
            Nothing is called that. Try “inbox” or “dark”.
          </Command.Empty>
          <Entries close={() => onOpenChange(false)} />
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Entries({ close }: { close: () => void }) {
  const { workspace, workspaces } = useSession();
  const actions = useActions();
  // Only to be found: listed before anything is typed, they would push aside what is wanted more often.
  const isSearching = useCommandState(({ search }) => search !== "");
  const sections = isSearching ? sectionsFor(workspace.role) : [];
  const { markAllRead } = useTriage();
  const doing = (act: () => void) => () => {
    close();
    act();
  };
  return (
    <>
      <Command.Group heading="Go to">
        <Entry icon={<Inbox aria-hidden="true" />} keys="g n" onSelect={doing(() => actions.goTo("/notifications"))}>
          Inbox
        </Entry>
        <Entry
          icon={<Settings aria-hidden="true" />}
          keys="g s"
          onSelect={doing(() => actions.goTo("/settings/profile"))}
        >
          Settings
        </Entry>
        {sections.map(({ slug, name, icon: Icon }) => (
          <Entry
            key={slug}
            icon={<Icon aria-hidden="true" />}
            onSelect={doing(() => actions.goTo(`/settings/${slug}`))}
          >
            Settings: {name}
          </Entry>
        ))}
        {workspaces
          .filter(({ id }) => id !== workspace.id)
          .map(({ id, name, slug }) => (
            <Entry
              key={id}
              icon={<Replace aria-hidden="true" />}
              onSelect={doing(() => window.location.assign(pageHref("/notifications", slug)))}
            >
              Workspace {name}
            </Entry>
          ))}
      </Command.Group>
      <Command.Group heading="Do">
        <Entry icon={<CheckCheck aria-hidden="true" />} keys="⇧ A" onSelect={doing(markAllRead)}>
          Mark all read
        </Entry>
        {THEMES.map((theme) => (
          <Entry key={theme} icon={THEME_ICONS[theme]} onSelect={doing(() => chooseTheme(theme))}>
            Theme: {THEME_LABELS[theme].toLowerCase()}
          </Entry>
        ))}
        <Entry icon={<Plus aria-hidden="true" />} onSelect={doing(actions.openNewWorkspace)}>
          Create a workspace
        </Entry>
        <Entry icon={<Keyboard aria-hidden="true" />} keys="?" onSelect={doing(actions.openShortcuts)}>
          Keyboard shortcuts
        </Entry>
        <Entry icon={<LogOut aria-hidden="true" />} onSelect={doing(actions.leave)}>
          Sign out
        </Entry>
      </Command.Group>
    </>
  );
}
