export * from "./no-cycles";
export const back = "back";
