import { env } from "@/lib/env";
import { isHostName } from "./host-name";

/** Where requests of one kind may go: exact host names, or `*.example.com` for every name below that one. */
export interface EgressPolicy {
  hosts: readonly string[];
  /** From the call to the last byte of the answer, in milliseconds; default 10 s. */
  timeoutMs?: number;
  /** Bytes of an answer that are read; the rest is never fetched. Default 64 KB. */
  maxBytes?: number;
}

/** Hosts of the services whose webhook addresses people paste in. */
export const SLACK_HOSTS = ["hooks.slack.com"];
export const TEAMS_HOSTS = ["*.webhook.office.com", "*.logic.azure.com", "*.powerplatform.com"];
/** Hosts of the push services whose endpoints browsers hand out. */
export const PUSH_HOSTS = [
  "fcm.googleapis.com",
  "*.push.services.mozilla.com",
  "web.push.apple.com",
  "*.notify.windows.com",
];

/**
 * Why nothing was sent, or no answer came. `refused`: the address is not one we call, now or later. `inside`: its name
 * leads into a private network. The others may pass.
 */
export type EgressProblem = "refused" | "inside" | "unresolved" | "timed_out" | "unreachable";

export class EgressError extends Error {
  /** Whether the request may have been carried out all the same: it had left, and no whole answer came. */
  readonly hasLeft: boolean;

  constructor(
    readonly problem: EgressProblem,
    message: string,
    options?: ErrorOptions & { hasLeft?: boolean },
  ) {
    super(message, options);
    this.name = "EgressError";
    this.hasLeft = options?.hasLeft ?? false;
  }
}

/**
 * The URL, if the policy lets us call it: https on port 443 to an allowed host name, or exactly a `host:port` the
 * operator allows (there also http, and addresses). Throws EgressError `refused`, with a sentence for whoever typed it.
 */
export function checkUrl(text: string, policy: EgressPolicy): URL {
  // A browser's parser drops tabs, turns backslashes and folds letters; what is called must be what was read.
  if (text.length > 2000 || !/^[\x21-\x7e]+$/.test(text) || /[\\"<>^`{|}]/.test(text) || !URL.canParse(text))
    throw refused("The address is not a plain https:// URL.");
  const url = new URL(text);
  if (url.username || url.password) throw refused("The address may not carry a user name or a password.");
  if (!text.toLowerCase().startsWith(`${url.protocol}//${url.host}`)) {
    throw refused("Write the host as it is: a name in lower case, without a port, an address or a dot at the end.");
  }
  checkHost(url.protocol, url.hostname, portOf(url), policy);
  return url;
}

/** The same for a connection about to be made. Answers whether the operator allows it, wherever the name leads. */
export function checkHost(
  protocol: string,
  host: string,
  port: number,
  policy: EgressPolicy,
): { isOperators: boolean } {
  if (env().EGRESS_ALLOW.includes(`${host}:${port}`)) return { isOperators: true };
  if (protocol !== "https:") throw refused("Only https:// addresses are called.");
  if (port !== 443) throw refused("Only port 443 is called.");
  if (!isHostName(host) || !policy.hosts.some((pattern) => matches(host, pattern))) {
    throw refused(`Only these hosts are called: ${policy.hosts.join(", ")}.`);
  }
  return { isOperators: false };
}

const refused = (message: string) => new EgressError("refused", message);

const portOf = (url: URL): number => Number(url.port) || (url.protocol === "https:" ? 443 : 80);

/** Anchored at both ends; the star stands for one label or more. */
function matches(host: string, pattern: string): boolean {
  return pattern.startsWith("*.")
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : host === pattern;
}
