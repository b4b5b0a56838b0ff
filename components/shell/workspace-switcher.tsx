"use client";

import { Bell, ChevronsUpDown } from "lucide-react";
import { Menu, MenuChoice, MenuChoices, MenuContent, MenuLabel, MenuTrigger } from "@/components/ui/menu";
import { pageHref, useSession } from "./session";

/** The workspace's name; with several, the way to the others. Switching loads the page anew: nothing is carried over. */
export function WorkspaceSwitcher() {
  const { workspace, workspaces } = useSession();
  if (workspaces.length < 2) {
    return (
      <div className="flex h-9 items-center gap-2.25 px-2 font-semibold">
        <Mark />
        <span className="truncate">{workspace.name}</span>
      </div>
    );
  }
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
