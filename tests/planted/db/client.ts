export const client = "db";
