export const nobody = "nobody";
