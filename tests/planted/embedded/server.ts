export const server = "server";
