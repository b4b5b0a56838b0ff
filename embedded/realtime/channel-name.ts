const MAX_NAME_LENGTH = 200;
const USER_PREFIX = "#server-to-user-";
const UNSUPPORTED: [prefix: string, kind: string][] = [
  ["private-encrypted-", "Encrypted"],
  ["presence-", "Presence"],
  ["cache-", "Cache"],
  ["private-cache-", "Cache"],
];

export type ChannelName = { kind: "public" | "private" } | { kind: "user"; userId: string } | { refusal: string };

/** What a channel's name says about it; a name that cannot be one, or a kind not offered here, gets a sentence. */
export function readChannelName(name: string): ChannelName {
  if (name.startsWith(USER_PREFIX) && name.length > USER_PREFIX.length)
    return { kind: "user", userId: name.slice(USER_PREFIX.length) };
  if (name.length > MAX_NAME_LENGTH)
    return { refusal: `A channel name has at most ${MAX_NAME_LENGTH} characters, this one has ${name.length}.` };
  if (!/^[A-Za-z0-9_\-=@,.;]+$/.test(name))
    return { refusal: `${JSON.stringify(name)} is no channel name: letters, digits and _ - = @ , . ; are.` };
  const unsupported = UNSUPPORTED.find(([prefix]) => name.startsWith(prefix));
  if (unsupported) return { refusal: `${unsupported[1]} channels are not supported by this server: ${name}.` };
  return { kind: name.startsWith("private-") ? "private" : "public" };
}
