export const ROLES = ["member"];
