import type { DestinationChannel } from "@/db/enums";
import { emailSchema } from "@/lib/auth/contract";
import { seal } from "@/lib/crypto";
import { checkUrl, EgressError, SLACK_HOSTS, TEAMS_HOSTS } from "@/lib/egress/target";
import { AppError } from "@/lib/errors";
import { MAX_ADDRESSES } from "./contract";

const HOSTS = { slack_webhook: SLACK_HOSTS, teams_webhook: TEAMS_HOSTS };

/** Where a destination leads, as somebody gave it. */
interface Given {
  target?: string | null;
  emailAddresses?: string | string[];
}

/**
 * The columns that hold where a new or changed destination leads; none when nothing of it was given. A target is
 * sealed for this very row. Errors: 422 a missing, unusable or unsuitable target or address, naming the field.
 */
export function targetColumns(channel: DestinationChannel, id: string, { target, emailAddresses }: Given) {
  if (channel === "email") {
    if (target) throw refused("target", "E-mail has addresses, and no target.");
    return emailAddresses === undefined ? {} : { emailAddresses: addressesOf(emailAddresses) };
  }
  if (emailAddresses?.length) throw refused("emailAddresses", "Only an e-mail destination has addresses.");
  if (target === undefined) return {};
  const { text, hint } = targetOf(channel, (target ?? "").trim());
  return { sealedTarget: seal("channel config", id, text), targetHint: hint };
}

/** For a new destination: something must be given. */
export function requireTarget(channel: DestinationChannel, given: Given): Given {
  return channel === "email"
    ? { ...given, emailAddresses: given.emailAddresses ?? [] }
    : { ...given, target: given.target ?? "" };
}

function targetOf(channel: Exclude<DestinationChannel, "email">, text: string): { text: string; hint: string } {
  if (channel === "slack_channel") {
    if (text === "") throw refused("target", "Give the id of the Slack channel, such as C0123456789.");
    // A link to the channel, as Slack's “Copy link” gives it, ends with its id.
    const [, id] = /(?:^|\/archives\/)([CG][A-Z0-9]{7,20})$/.exec(text) ?? [];
    if (!id) throw refused("target", "Give the channel’s id, such as C0123456789: it ends the link to the channel.");
    return { text: id, hint: id };
  }
  if (text === "") throw refused("target", "Give the webhook’s URL.");
  return { text, hint: maskedUrl(checked(text, HOSTS[channel])) };
}

function checked(text: string, hosts: readonly string[]): URL {
  try {
    return checkUrl(text, { hosts });
  } catch (error) {
    if (error instanceof EgressError) throw refused("target", error.message);
    throw error;
  }
}

/** The address is the secret: its host and its last four characters are enough to tell two apart. */
const maskedUrl = ({ host, href }: URL): string => `${host}/…${href.slice(-4)}`;

function addressesOf(given: string | string[]): string[] {
  const list = typeof given === "string" ? given.split(/[,;\n]/) : given;
  const addresses = list.map((one) => one.trim()).filter(Boolean);
  if (addresses.length === 0) throw refused("emailAddresses", "Give at least one e-mail address.");
  if (addresses.length > MAX_ADDRESSES) throw refused("emailAddresses", `Give at most ${MAX_ADDRESSES} addresses.`);
  const parsed = addresses.map((address) => {
    const { success, data } = emailSchema.safeParse(address);
    if (!success) throw refused("emailAddresses", `The entry “${address.slice(0, 100)}” is not an e-mail address.`);
    return data;
  });
  return [...new Set(parsed)];
}

const refused = (path: string, message: string): AppError =>
  new AppError("invalid", message, { details: [{ path, message }] });
