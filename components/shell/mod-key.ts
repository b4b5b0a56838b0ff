"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};
const ofThisMachine = () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl");

/** What the key is called that goes with K. The server cannot know, and says Ctrl. */
export const useModKey = (): string => useSyncExternalStore(never, ofThisMachine, () => "Ctrl");
