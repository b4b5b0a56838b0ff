"use client";

import { Lock } from "lucide-react";
import Link from "next/link";
import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";
import { pageHref, useSession } from "@/components/session/session";
import { Page } from "@/components/shell/page";
import { buttonLook } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { SectionList } from "./section-list";
import { isAtLeast, SECTIONS } from "./sections";

/** Around every page of the settings: the list at the left where there is room, else the way back to it. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const { workspace } = useSession();
  const slug = useSelectedLayoutSegment();
  const section = SECTIONS.find((one) => one.slug === slug);
  if (!section) {
    return (
      <Page title="Settings">
        <div className="h-full overflow-y-auto">{children}</div>
      </Page>
    );
  }
  const isAllowed = isAtLeast(workspace.role, section.needs);
  return (
    <Page
      title={section.name}
      hint={section.hint}
      back={{ href: pageHref("/settings", workspace.slug), label: "All settings" }}
    >
      <div className="grid h-full grid-cols-1 lg:grid-cols-[13rem_1fr]">
        <SectionList open={section.slug} />
        <div className="min-h-0 overflow-y-auto px-4 py-6 md:px-9 md:py-8">
          {isAllowed ? (
            <div className="max-w-3xl">{children}</div>
          ) : (
            <NotForYou readers={section.needs === "member" ? "members" : "administrators"} />
          )}
        </div>
      </div>
    </Page>
  );
}

function NotForYou({ readers }: { readers: string }) {
  const { workspace } = useSession();
  return (
    <EmptyState
      icon={<Lock aria-hidden="true" />}
      title={`This page is for ${readers}`}
      action={
        <Link className={buttonLook()} href={pageHref("/settings", workspace.slug)} prefetch={false}>
          All settings
        </Link>
      }
    >
      In {workspace.name} you are a {workspace.role}. If you need this page, ask one of its administrators for another
      role.
    </EmptyState>
  );
}
