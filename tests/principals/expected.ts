import { hasRole } from "@/lib/auth/actor";
import type { Endpoint } from "@/lib/http/endpoint";
import { type Principal, sameAs } from "./fixtures";

const ROLE_OF = { owner: "owner", admin: "admin", member: "member", guest: "guest" } as const;

/** The status an endpoint's access rule promises a principal for a call that is right in itself. */
export function expectedStatus(endpoint: Endpoint, asked: Principal): number {
  const { access, path, status } = endpoint;
  const principal = sameAs(asked, endpoint);
  if (access === "public" || access === "program") return status;
  const isInWorkspace = path.includes("{ws}");
  if ("key" in access) {
    if (principal === "key") return status;
    if (principal === "keyWithoutScope") return 403;
    return principal === "foreignKey" ? 404 : 401;
  }
  if (principal === "nobody") return 401;
  if (principal === "key" || principal === "keyWithoutScope" || principal === "foreignKey") return 403;
  if (!isInWorkspace) return status;
  if (principal === "removed" || principal === "stranger") return 404;
  return hasRole(ROLE_OF[principal], access.person) ? status : 403;
}
