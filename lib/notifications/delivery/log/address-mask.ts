/**
 * As much of an address as an admin may see: who it is for can be told, but nobody can write to it. Of a push endpoint
 * the host, of an e-mail address the first letter and the domain, of a number its ends, of anything else the end.
 */
export function maskAddress(address: string): string {
  if (address === "") return "";
  if (URL.canParse(address) && address.includes("://")) return new URL(address).host;
  const at = address.lastIndexOf("@");
  if (at > 0) return `${address.slice(0, 1)}…${address.slice(at)}`;
  if (/^\+\d+$/.test(address)) return `${address.slice(0, 3)}…${address.slice(-2)}`;
  return `…${address.length > 8 ? address.slice(-4) : ""}`;
}

/** A provider's words, in which the address itself may stand; of the addresses in them no more than a mask stays. */
export function withoutAddress(words: string | null, address: string): string | null {
  if (words === null) return null;
  const own = address === "" ? words : words.replaceAll(address, maskAddress(address));
  return own.replace(URLS, maskAddress);
}

const URLS = /https?:\/\/[^\s"'<>]+/g;
