import type { Role } from "@/db/enums";

export const ROLE_NAMES: Record<Role, string> = { owner: "Owner", admin: "Admin", member: "Member", guest: "Guest" };

/** What each may do, after "may". */
export const ROLE_DESCRIPTIONS: Record<Role, string> = {
  owner: "everything, also make others owners",
  admin: "invite and remove people, and change keys and settings",
  member: "use everything but the settings",
  guest: "only read what is sent to them; they do not see who else is here",
};

/** The roles to choose from. */
export function RoleOptions({ roles }: { roles: Role[] }) {
  return roles.map((role) => (
    <option key={role} value={role}>
      {ROLE_NAMES[role]}
    </option>
  ));
}
