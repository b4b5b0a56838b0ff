import {
  Bell,
  Bug,
  CircleCheck,
  ClipboardList,
  Flag,
  GitPullRequestArrow,
  ListChecks,
  type LucideIcon,
  Mail,
  MessageCircleHeart,
  MessageSquare,
  Plug,
  Puzzle,
  Sparkles,
  SquareTerminal,
  Star,
  TrendingUp,
  TriangleAlert,
} from "lucide-react";
import { cx } from "@/components/ui/class-names";
import type { Notification } from "@/lib/notifications/inbox/contract";

const ICONS: Record<Notification["icon"], LucideIcon> = {
  alert: TriangleAlert,
  flag: Flag,
  proposal: GitPullRequestArrow,
  approved: CircleCheck,
  gap: Puzzle,
  issue: Bug,
  feedback: MessageCircleHeart,
  form: ClipboardList,
  job: SquareTerminal,
  rating: TrendingUp,
  star: Star,
  message: MessageSquare,
  mail: Mail,
  step: ListChecks,
  agent: Sparkles,
  plug: Plug,
  bell: Bell,
};

const TONES: Record<Notification["tone"], string> = {
  neutral: "bg-sunken text-ink-2",
  amber: "bg-amber-wash text-amber",
  rose: "bg-rose-wash text-rose",
  moss: "bg-moss-wash text-moss",
  sky: "bg-sky-wash text-sky",
};

/** What kind of thing it is, at a glance. Decorative: the words beside it say so too. */
export function IconTile({ icon, tone }: Pick<Notification, "icon" | "tone">) {
  const Icon = ICONS[icon];
  return (
    <span aria-hidden="true" className={cx("grid size-7.5 shrink-0 place-items-center rounded-tile", TONES[tone])}>
      <Icon className="size-4" strokeWidth={1.75} />
    </span>
  );
}
