"use client";

import { Bell, ChevronsUpDown, Plus } from "lucide-react";
import {
  Menu,
  MenuChoice,
  MenuChoices,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuLine,
  MenuTrigger,
} from "@/components/ui/menu";
import { pageHref, useSession } from "../session/session";
import { useActions } from "./actions";

/** The workspace's name, and the way to others or a new one. Switching loads the page anew: nothing is carried over. */
export function WorkspaceSwitcher() {
  const { workspace } = useSession();
  const { openNewWorkspace } = useActions();
  return (
    <Menu>
      <MenuTrigger className="flex h-9 items-center gap-2.25 rounded-sm px-2 text-left font-semibold hover:bg-line/50">
        <Mark />
        <span className="grow truncate">{workspace.name}</span>
        <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0" />
        <span className="sr-only">, switch workspace</span>
      </MenuTrigger>
      <MenuContent align="start">
        <MenuLabel>Workspaces</MenuLabel>
        <WorkspaceChoices />
        <MenuLine />
        {/* The menu gives the focus back as it closes; only then may the dialog take it. */}
        <MenuItem onSelect={() => setTimeout(openNewWorkspace)}>
          <Plus aria-hidden="true" />
          Create a workspace
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

/** The workspaces to choose from, inside a menu. */
export function WorkspaceChoices() {
  const { workspace, workspaces } = useSession();
  return (
    <MenuChoices
      value={workspace.slug}
      onValueChange={(slug) => window.location.assign(pageHref("/notifications", slug))}
    >
      {workspaces.map(({ id, slug, name }) => (
        <MenuChoice key={id} value={slug}>
          <span className="truncate">{name}</span>
        </MenuChoice>
      ))}
    </MenuChoices>
  );
}

function Mark() {
  return (
    <span aria-hidden="true" className="grid size-6 shrink-0 place-items-center rounded-[7px] bg-ink text-paper">
      <Bell className="size-3.5" />
    </span>
  );
}
