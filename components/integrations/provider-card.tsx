"use client";

import {
  BellRing,
  Cog,
  Database,
  Hash,
  type LucideIcon,
  Mail,
  MessageSquareText,
  Radio,
  Smartphone,
} from "lucide-react";
import { Tag, Tile } from "@/components/ui/row";
import type { Part } from "@/lib/integrations/constants";
import type { Check } from "@/lib/integrations/contract";
import { SlackActions } from "./slack-actions";

const ICONS: Record<Part, LucideIcon> = {
  database: Database,
  jobs: Cog,
  realtime: Radio,
  email: Mail,
  web_push: BellRing,
  slack: Hash,
  sms: MessageSquareText,
  mobile_push: Smartphone,
};
const STATES = {
  ok: { tone: "moss", word: "Works" },
  failing: { tone: "rose", word: "Failing" },
  off: { tone: "quiet", word: "Not set up" },
} as const;

/** One provider: whether it works, what was found, and what to do. */
export function ProviderCard({ check: { part, name, state, detail, todo } }: { check: Check }) {
  const Icon = ICONS[part];
  const { tone, word } = STATES[state];
  return (
    <li className="flex flex-col rounded-lg border border-line bg-surface p-4">
      <div className="flex items-center gap-2.5">
        <Tile>
          <Icon />
        </Tile>
        <h3 className="grow font-semibold">{name}</h3>
        <Tag tone={tone}>{word}</Tag>
      </div>
      <p className="mt-2.5 text-sm wrap-anywhere text-ink-2">{detail}</p>
      {todo && <p className="mt-1 text-sm wrap-anywhere text-ink">{todo}</p>}
      {part === "slack" && <SlackActions />}
    </li>
  );
}
