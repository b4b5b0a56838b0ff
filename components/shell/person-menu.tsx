"use client";

import { CircleUser, Keyboard, LogOut, MonitorSmartphone, Plus, Settings } from "lucide-react";
import { type ReactNode, useState } from "react";
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
import { useSession } from "../session/session";
import { useActions } from "./actions";
import { chooseTheme, currentTheme, THEME_LABELS, THEMES, type Theme } from "./theme";
import { WorkspaceChoices } from "./workspace-switcher";

interface Props {
  side: "top" | "bottom";
  /** The button that opens it. */
  children: ReactNode;
  /** Where the sidebar's own switcher is missing. */
  withWorkspaces?: boolean;
}

/** What concerns the person: profile, theme, shortcuts, leaving. */
export function PersonMenu({ side, children, withWorkspaces }: Props) {
  const { user } = useSession();
  const { goTo, openNewWorkspace, openShortcuts, leave } = useActions();
  return (
    <Menu>
      <MenuTrigger asChild>{children}</MenuTrigger>
      <MenuContent side={side} align="start" className="w-56">
        <MenuLabel>
          <span className="block truncate text-ink">{user.name}</span>
          <span className="block truncate font-normal">{user.email}</span>
        </MenuLabel>
        <MenuLine />
        {withWorkspaces && (
          <>
            <MenuLabel>Workspace</MenuLabel>
            <WorkspaceChoices />
            <MenuItem onSelect={() => setTimeout(openNewWorkspace)}>
              <Plus aria-hidden="true" />
              Create a workspace
            </MenuItem>
            <MenuLine />
          </>
        )}
        <MenuItem onSelect={() => goTo("/settings/profile")}>
          <CircleUser aria-hidden="true" />
          Your profile
        </MenuItem>
        <MenuItem onSelect={() => goTo("/settings/sessions")}>
          <MonitorSmartphone aria-hidden="true" />
          Your sessions
        </MenuItem>
        <MenuItem onSelect={() => goTo("/settings")} className="md:hidden">
          <Settings aria-hidden="true" />
          Settings
        </MenuItem>
        <MenuLine />
        <MenuLabel>Theme</MenuLabel>
        <ThemeChoices />
        <MenuLine />
        {/* The menu gives the focus back as it closes; only then may the dialog take it. */}
        <MenuItem onSelect={() => setTimeout(openShortcuts)}>
          <Keyboard aria-hidden="true" />
          Keyboard shortcuts
        </MenuItem>
        <MenuItem onSelect={leave}>
          <LogOut aria-hidden="true" />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

function ThemeChoices() {
  const [theme, setTheme] = useState(currentTheme);
  const choose = (value: string) => {
    setTheme(value as Theme);
    chooseTheme(value as Theme);
  };
  return (
    <MenuChoices value={theme} onValueChange={choose}>
      {THEMES.map((value) => (
        <MenuChoice key={value} value={value} onSelect={(event) => event.preventDefault()}>
          {THEME_LABELS[value]}
        </MenuChoice>
      ))}
    </MenuChoices>
  );
}
