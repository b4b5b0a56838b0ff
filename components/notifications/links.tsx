import { ArrowRight, ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { buttonLook } from "@/components/ui/button";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { humanKey, linkTarget } from "./labels";

/** Where it leads, and what can be done about it: its own link first, then the producer's actions. */
export function Links({ notification: { link, actions, subject } }: { notification: Notification }) {
  const targets = [link, ...actions.map((action) => action.link)];
  if (!targets.some((target) => target && linkTarget(target))) return null;
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      {link && (
        <OutLink link={link} look="primary">
          {subject ? `Open ${humanKey(subject.kind).toLowerCase()}` : "Open"}
        </OutLink>
      )}
      {actions.map((action) => (
        <OutLink key={`${action.label} ${action.link}`} link={action.link} look="plain">
          {action.label}
        </OutLink>
      ))}
    </div>
  );
}

interface Props {
  link: string;
  look: "primary" | "plain";
  children: ReactNode;
}

function OutLink({ link, look, children }: Props) {
  const target = linkTarget(link);
  if (!target) return null;
  if (target === "here") {
    return (
      <a className={buttonLook(look)} href={link}>
        {children}
        {look === "primary" && <ArrowRight aria-hidden="true" />}
      </a>
    );
  }
  return (
    <a className={buttonLook(look)} href={link} target="_blank" rel="noopener noreferrer">
      {children}
      <ArrowUpRight aria-hidden="true" />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}
