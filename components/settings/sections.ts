import {
  Bell,
  BellRing,
  BookOpen,
  Building2,
  CircleUser,
  FolderKanban,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  Plug,
  ScrollText,
  Shapes,
  SlidersHorizontal,
  Users,
} from "lucide-react";
import { ROLES, type Role } from "@/db/enums";

export interface Section {
  slug: string;
  name: string;
  /** What it is about, in a breath. */
  hint: string;
  icon: LucideIcon;
  of: "you" | "workspace";
  /** Who may see it: this role and those above. */
  needs: Role;
}

/** Every page of the settings, in the order of the list. A page that is not here cannot be found. */
export const SECTIONS: Section[] = [
  {
    slug: "profile",
    name: "Profile",
    hint: "how others see you",
    icon: CircleUser,
    of: "you",
    needs: "guest",
  },
  {
    slug: "notifications",
    name: "Notifications",
    hint: "what reaches you, where, and when",
    icon: Bell,
    of: "you",
    needs: "guest",
  },
  {
    slug: "devices",
    name: "Devices",
    hint: "browsers and apps that show your notifications",
    icon: BellRing,
    of: "you",
    needs: "guest",
  },
  {
    slug: "sessions",
    name: "Sessions",
    hint: "where you are signed in",
    icon: MonitorSmartphone,
    of: "you",
    needs: "guest",
  },
  {
    slug: "members",
    name: "Members",
    hint: "who is here, and what they may do",
    icon: Users,
    of: "workspace",
    needs: "member",
  },
  {
    slug: "notification-defaults",
    name: "Defaults",
    hint: "what reaches people who have chosen nothing",
    icon: SlidersHorizontal,
    of: "workspace",
    needs: "admin",
  },
  {
    slug: "integrations",
    name: "Integrations",
    hint: "shared places, and the state of every provider",
    icon: Plug,
    of: "workspace",
    needs: "admin",
  },
  {
    slug: "projects",
    name: "Projects",
    hint: "whose issues people follow",
    icon: FolderKanban,
    of: "workspace",
    needs: "member",
  },
  {
    slug: "event-types",
    name: "Event types",
    hint: "what services can tell of",
    icon: Shapes,
    of: "workspace",
    needs: "admin",
  },
  {
    slug: "deliveries",
    name: "Delivery log",
    hint: "what went out, what did not, and why",
    icon: ScrollText,
    of: "workspace",
    needs: "admin",
  },
  {
    slug: "developers",
    name: "API reference",
    hint: "every call, with a command to try it",
    icon: BookOpen,
    of: "workspace",
    needs: "guest",
  },
  {
    slug: "api-keys",
    name: "API keys",
    hint: "for services that tell people things",
    icon: KeyRound,
    of: "workspace",
    needs: "admin",
  },
  {
    slug: "workspace",
    name: "Workspace",
    hint: "its name, and where its links may lead",
    icon: Building2,
    of: "workspace",
    needs: "admin",
  },
];

/** The sections somebody of this role can use. */
export const sectionsFor = (role: Role): Section[] => SECTIONS.filter(({ needs }) => isAtLeast(role, needs));

/** Whether `role` is `needed` or above it. */
export const isAtLeast = (role: Role, needed: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(needed);
