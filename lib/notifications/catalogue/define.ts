import { z } from "zod";
import type { Category, NotificationChannel, Role } from "@/db/enums";
import type { ICONS, TONES } from "../contract";

/** Who is told when the producer names nobody: these roles, or nobody, so that the producer must name somebody. */
export type DefaultRecipients = readonly Role[] | "named";

export interface Rendered {
  title: string;
  body?: string;
  /** A path in Belfry, or in the workspace's own product where the type says `linksTo: "product"`. */
  link?: string;
}

/** First words of the types that only Belfry itself announces: what people and its own parts did. */
const OURS = ["agent", "chat", "comment", "integration", "mail", "onboarding"];

/** Whether only Belfry may announce events of this type, be it in the catalogue, a workspace's own or none. */
export const isOurs = (key: string): boolean => OURS.includes(key.split(".", 1)[0] ?? "");

export interface NotificationType<D extends z.ZodType = z.ZodType> {
  /** At most 50 characters, `noun.verbed`. */
  key: string;
  /** Who may announce it: whoever holds a key, or Belfry alone. */
  by: "producer" | "belfry";
  category: Category;
  label: string;
  icon: (typeof ICONS)[number];
  tone: (typeof TONES)[number];
  data: D;
  /** Channels a person gets it on who has chosen nothing. */
  channels: readonly NotificationChannel[];
  recipients: DefaultRecipients;
  /** Where its data names a project: that one's members are told instead, when it has some. */
  projectIn?: "project" | "app";
  /** May it go to a workspace's shared destinations (a Slack channel, a mailing list)? */
  shareable: boolean;
  /** Too important to be switched off everywhere, or muted with its subject: the inbox at least keeps it. */
  critical?: true;
  /** `off`: reaches only those who asked for this very type. */
  rollout?: "on" | "off";
  /** Minutes a channel waits, unless somebody says otherwise, to see whether it is read meanwhile. */
  delayMinutes?: Partial<Record<Exclude<NotificationChannel, "in_app">, number>>;
  linksTo: "belfry" | "product";
  render(data: z.output<D>): Rendered;
}

export const ADMINS = ["owner", "admin"] as const;
export const MEMBERS = ["owner", "admin", "member"] as const;
export const ALL: readonly NotificationChannel[] = ["in_app", "email", "web_push", "mobile_push"];
export const IN_APP_PUSH: readonly NotificationChannel[] = ["in_app", "web_push", "mobile_push"];
export const IN_APP: readonly NotificationChannel[] = ["in_app"];

type Given<D extends z.ZodType> = Omit<NotificationType<D>, "by" | "shareable" | "linksTo"> &
  Partial<Pick<NotificationType<D>, "shareable" | "linksTo">>;

/** One entry of the catalogue: everything Belfry knows about a kind of event. */
export function defineType<D extends z.ZodType>(type: Given<D>): NotificationType {
  const by = isOurs(type.key) ? "belfry" : "producer";
  return { shareable: false, linksTo: "belfry", ...type, by } as unknown as NotificationType;
}

/** A value for a template: a short text, or a number. */
export const text = z.union([z.string().trim().min(1).max(500), z.number()]).transform(String);
export const count = z.number().int().min(0);
/** A link the producer gives: checked at the door like any other. */
export const givenLink = z.string().min(1).max(500).optional();

/** `3 new issues`, `1 new issue`. */
export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
