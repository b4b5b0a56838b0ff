export const error = "error";
