import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 that is nobody's on the public internet (IANA's special-purpose registry). */
const CLOSED_4: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carriers' own networks
  ["127.0.0.0", 8],
  ["169.254.0.0", 16], // link-local, and every cloud's metadata
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Within global unicast: what carries an IPv4 address inside, or is no network at all. */
const CLOSED_6: [string, number][] = [
  ["2001::", 23], // Teredo, benchmarks, ORCHID
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];

const closed4 = listOf(CLOSED_4, "ipv4");
const closed6 = listOf(CLOSED_6, "ipv6");
/** Everything else (mapped, NAT64, unique local, link-local, multicast, loopback) lies outside of it. */
const global6 = listOf([["2000::", 3]], "ipv6");

/** Whether an address is on the public internet. Anything that is not plainly so, or no address, is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed4.check(address, "ipv4");
  return isIPv6(address) && global6.check(address, "ipv6") && !closed6.check(address, "ipv6");
}

function listOf(subnets: [string, number][], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}
