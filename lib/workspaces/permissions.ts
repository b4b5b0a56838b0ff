import { ROLES, type Role } from "@/db/enums";

/** The roles somebody of this role may give: owners all, admins all but owner, others none. */
export function rolesGivenBy(giver: Role): Role[] {
  if (giver === "owner") return [...ROLES];
  return giver === "admin" ? ROLES.filter((one) => one !== "owner") : [];
}

/** Whether somebody of role `mine` may change or remove a member of role `theirs`. */
export const mayManage = (mine: Role, theirs: Role): boolean => rolesGivenBy(mine).includes(theirs);
