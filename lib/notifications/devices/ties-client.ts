"use client";

import { useEffect } from "react";
import { call } from "@/lib/http/call";
import { whenIdle } from "@/lib/idle";
import { getBadgeCount } from "./operations";
import type { Whose } from "./this-browser";

/** So long a server that does not answer may keep somebody from signing out. */
const LEAVE_MS = 3_000;
/** So long a busy page may put off what nobody is waiting for. */
const IDLE_MS = 2_000;

const thisBrowser = () => import("./this-browser");

/**
 * Ties this browser to the open page: the worker is in place, a lost subscription is mended, the app's badge shows all
 * that is unread, and what was read elsewhere is closed. Once per page; `unread` is this workspace's own count.
 */
export function useBrowserTies(whose: Whose, unread: number | undefined): void {
  const { ws, userId } = whose;
  // None of it is worth a word to the person: pages work without, and the settings tell what is the matter.
  useEffect(() => whenIdle(() => void takePlace({ ws, userId }).catch(() => {}), IDLE_MS), [ws, userId]);
  useEffect(() => {
    if (unread === undefined) return;
    return whenIdle(() => {
      void tellWorker("inbox changed").catch(() => {});
      void showBadge().catch(() => {});
    }, IDLE_MS);
  }, [unread]);
}

/** Takes this person's pushes along when they sign out: the next one here must not see them. Never throws. */
export async function leaveBrowser(): Promise<void> {
  const turnOff = async () => (await thisBrowser()).turnOff();
  const leaving = Promise.allSettled([turnOff(), tellWorker("signed out")]);
  await Promise.race([leaving, new Promise((resolve) => setTimeout(resolve, LEAVE_MS))]);
}

async function takePlace(whose: Whose): Promise<void> {
  const { placeWorker, heal } = await thisBrowser();
  await placeWorker();
  await heal(whose);
}

async function tellWorker(what: "inbox changed" | "signed out"): Promise<void> {
  await (await thisBrowser()).tellWorker(what);
}

async function showBadge(): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  const { count } = await call(getBadgeCount, {});
  await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
}
