export const factory = "factory";
