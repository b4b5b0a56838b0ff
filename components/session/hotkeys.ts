"use client";

import { useEffect, useRef } from "react";
import { areSingleKeysOn } from "./single-keys";

const LEADER = "g";
const SEQUENCE_MS = 1_000;

/**
 * Listens for keys while mounted. `j` is the key as typed (so `A` is Shift A), `g n` one after the other, `mod+k`
 * Ctrl or ⌘ and K, `esc` Escape. Keys typed into a field, or while a dialog or menu is open, are left alone, `mod+` excepted.
 */
export function useHotkeys(bindings: Record<string, () => void>): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    let before = { key: "", at: 0 };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const isMod = event.metaKey || event.ctrlKey;
      if (!isMod && (isBusy(event.target) || (event.key.length === 1 && !areSingleKeysOn()))) return;
      const key = nameOf(event, isMod);
      // Whoever listens: after `g`, an `s` is `g s`, never the `s` of another page.
      const isSecond = before.key === LEADER && event.timeStamp - before.at < SEQUENCE_MS;
      const run = latest.current[isSecond && !isMod ? `${LEADER} ${key}` : key];
      before = { key, at: event.timeStamp };
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** A letter's case follows Shift alone: Caps Lock must not turn `a` into `A`. */
function nameOf({ key, shiftKey }: KeyboardEvent, isMod: boolean): string {
  const isLetter = /^\p{L}$/u.test(key);
  const plain = isLetter ? (shiftKey ? key.toUpperCase() : key.toLowerCase()) : key;
  if (isMod) return `mod+${plain.toLowerCase()}`;
  return plain === "Escape" ? "esc" : plain;
}

function isBusy(target: EventTarget | null): boolean {
  const isTyping =
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  return isTyping || document.querySelector('[role="dialog"], [role="menu"]') !== null;
}
