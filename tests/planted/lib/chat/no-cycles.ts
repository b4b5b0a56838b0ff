export * from "./way-round";
export const there = "there";
