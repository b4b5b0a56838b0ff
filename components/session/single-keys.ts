const STORED = "belfry-single-keys";

/** Whether shortcuts of one plain key are wanted. Speech input and shaky hands press them by accident. */
export const areSingleKeysOn = (): boolean => localStorage.getItem(STORED) !== "off";

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, "off");
}
