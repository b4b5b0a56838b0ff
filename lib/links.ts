import { AppError } from "./errors";

/** Where a workspace's notifications may lead. */
export interface LinkPolicy {
  productUrl: string | null;
  linkHosts: string[];
}

const BASE = "https://belfry.invalid";
const MAX_LENGTH = 500;

/** Anything a browser would read differently from how it looks: controls, backslashes, dots that are no dots. */
const TRICKS = /[\p{Cc}\p{Cf}\p{Zs}\\\u3002\uff0e\uff61]/u;

/**
 * The link, if it is a path on this site or https to a host the workspace allows; undefined otherwise. Refused:
 * `//host`, other schemes, user info, backslashes, encoded slashes at the front, white space, invisible characters.
 */
export function safeLink(link: string, policy: LinkPolicy): string | undefined {
  if (TRICKS.test(link) || TRICKS.test(decoded(link))) return undefined;
  if (link.startsWith("/")) return isOwnPath(link) ? link : undefined;
  if (!/^https:\/\//i.test(link) || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.username || url.password) return undefined;
  return allowedHosts(policy).has(url.host) ? url.href : undefined;
}

/** Like `safeLink`, answering 422 and saying what is allowed. */
export function checkLink(link: string, policy: LinkPolicy, path: string): string {
  const safe = safeLink(link, policy);
  if (safe) return safe;
  const hosts = [...allowedHosts(policy)].join(", ");
  throw new AppError(
    "invalid",
    `\`${path}\`: a link is a path that starts with one slash${hosts && `, or https to ${hosts}`}.`,
    {
      details: [{ path, message: "leads where this workspace does not allow" }],
    },
  );
}

/**
 * A path of the workspace's own product, made absolute; null while the workspace has not said where that is, and for a
 * path that is too long or that a browser would read as another one (`/pilot/..`).
 */
export function productLink(path: string, policy: LinkPolicy): string | null {
  if (!policy.productUrl) return null;
  const { href, pathname } = new URL(path, policy.productUrl);
  return pathname === path && href.length <= MAX_LENGTH ? href : null;
}

function isOwnPath(link: string): boolean {
  if (/^\/{2}/.test(link) || /^\/+%(2f|5c)/i.test(link)) return false;
  if (!URL.canParse(link, BASE)) return false;
  const { origin, pathname } = new URL(link, BASE);
  // `/.//host` is a path, but what is left of it once it is resolved would be read as a host.
  return origin === BASE && !pathname.startsWith("//");
}

function allowedHosts({ productUrl, linkHosts }: LinkPolicy): Set<string> {
  return new Set([...(productUrl ? [new URL(productUrl).host] : []), ...linkHosts]);
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link).replaceAll(" ", "");
  } catch {
    return "\\";
  }
}
