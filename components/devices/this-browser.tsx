"use client";

import { BellRing, Share } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { type Obstacle, useTurnOff, useTurnOn } from "@/lib/notifications/devices/client";
import type { Device } from "@/lib/notifications/devices/contract";
import { Group } from "../ui/group";
import { deviceOf } from "./device";

/** What to know where it cannot be turned on, and what to do. */
const OBSTACLES: Record<Obstacle, { what: string; todo: ReactNode }> = {
  insecure: {
    what: "This address is not secure, so browsers show no notifications from it.",
    todo: "Open Belfry at an https:// address; whoever runs it can tell you which.",
  },
  home_screen: {
    what: "On an iPhone or iPad, notifications come once Belfry is on the home screen.",
    todo: (
      <>
        Tap <Share aria-label="Share" className="inline size-4 align-text-bottom" />, then “Add to Home Screen”. Open
        Belfry from there and come back to this page.
      </>
    ),
  },
  unsupported: {
    what: "This browser cannot show notifications of a page that is closed.",
    todo: "Any recent Firefox, Chrome, Edge or Safari can; a private window cannot.",
  },
  denied: {
    what: "This browser was told not to show notifications from Belfry, and does not ask again.",
    todo: "Allow them in its settings for this site, beside the address, and come back to this page.",
  },
};

interface Here {
  obstacle: Obstacle | null;
  device: Device | null;
}

/** Whether this browser shows notifications, and the way to have it do so. Nothing is asked before somebody wants it. */
export function ThisBrowser({ here }: { here: Here | undefined }) {
  return (
    <Group title="This browser">
      <div className="rounded-lg border border-line bg-surface p-4 shadow-card md:p-5">
        {here === undefined ? (
          <div role="status" aria-label="Looking at this browser" className="grid gap-2">
            <Skeleton className="h-4 w-64" />
            <Skeleton className="h-4 w-40" />
          </div>
        ) : here.obstacle ? (
          <div className="grid gap-1">
            <p className="font-semibold">{OBSTACLES[here.obstacle].what}</p>
            <p className="text-ink-2">{OBSTACLES[here.obstacle].todo}</p>
          </div>
        ) : here.device?.isReachable ? (
          <On device={here.device} />
        ) : (
          <Off />
        )}
      </div>
    </Group>
  );
}

function On({ device }: { device: Device }) {
  const { mutate, isPending, error } = useTurnOff();
  return (
    <Offer
      title="Notifications are on here"
      action={
        <Button aria-disabled={isPending} onClick={() => isPending || mutate()}>
          {isPending ? "Turning off…" : "Turn off here"}
        </Button>
      }
      problem={error}
    >
      This browser is listed below as “{device.name}”. When you sign out here, that ends too.
    </Offer>
  );
}

function Off() {
  const { user, workspace } = useSession();
  const { mutate, isPending, error } = useTurnOn({ ws: workspace.slug, userId: user.id });
  const turnOn = () => isPending || mutate(deviceOf(navigator.userAgent).words);
  return (
    <Offer
      title="See what is new while Belfry is closed"
      action={
        <Button look="primary" aria-disabled={isPending} onClick={turnOn}>
          <BellRing aria-hidden="true" />
          {isPending ? "Turning on…" : "Turn on notifications here"}
        </Button>
      }
      problem={error}
    >
      This browser then shows a notification for everything you have chosen to get here, on top of your other windows.
      Its push service carries them, encrypted, so that only this browser can read them. Next, your browser asks for
      your permission.
    </Offer>
  );
}

interface OfferProps {
  title: string;
  action: ReactNode;
  problem: Error | null;
  children: ReactNode;
}

function Offer({ title, action, problem, children }: OfferProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-60 max-w-[58ch] flex-1">
        <p className="font-semibold">{title}</p>
        <p className="mt-1 text-pretty text-ink-2">{children}</p>
        <p role="alert" className="text-sm text-rose not-empty:mt-2">
          {problem?.message}
        </p>
      </div>
      {action}
    </div>
  );
}
