import { useSyncExternalStore } from "react";

/** What Chromium hands a page that may be installed; other browsers install by a menu of their own. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offer: InstallPrompt | null = null;
const watchers = new Set<() => void>();

/** Keeps the browser's offer to install Belfry until the person asks for it, instead of a banner nobody asked for. */
export function keepInstallOffer(): () => void {
  const keep = (event: Event) => {
    event.preventDefault();
    change(event as InstallPrompt);
  };
  const forget = () => change(null);
  window.addEventListener("beforeinstallprompt", keep);
  window.addEventListener("appinstalled", forget);
  return () => {
    window.removeEventListener("beforeinstallprompt", keep);
    window.removeEventListener("appinstalled", forget);
  };
}

/** How to install, where the browser has offered it. An offer can be taken once. */
export function useInstallOffer(): (() => void) | null {
  const kept = useSyncExternalStore(
    (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    () => offer,
    () => null,
  );
  if (!kept) return null;
  return () => {
    change(null);
    void kept.prompt();
  };
}

function change(next: InstallPrompt | null): void {
  offer = next;
  for (const onChange of watchers) onChange();
}
