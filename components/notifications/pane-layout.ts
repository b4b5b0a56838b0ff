/** Whether there is room for the reading pane beside the list; else it covers it. */
export const isPaneBeside = (): boolean => window.matchMedia("(min-width: 64rem)").matches;
