import { isIPv4, isIPv6 } from "node:net";

/**
 * The network address a request came from. The header is to be believed because start-up code overwrites it with
 * the socket's address (or a trusted proxy's word); where it is no address the caller has none: undefined.
 */
export function addressOf(headers: Headers): string | undefined {
  const given = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().toLowerCase() ?? "";
  const address = given.replace(/^::ffff:(?=\d+\.)/, "").replace(/%.*$/, "");
  return isIPv4(address) || isIPv6(address) ? address : undefined;
}

/** What one caller can be limited by: an IPv4 address, or the /64 that an IPv6 caller has all of to itself. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = [], right = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** Whether an address is this very machine's. */
export const isLoopback = (address: string): boolean => address === "::1" || /^127(\.\d+){3}$/.test(address);
