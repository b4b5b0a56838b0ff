import type { LookupAddress } from "node:dns";
import dns from "node:dns/promises";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { isPublicAddress } from "./address";
import { checkHost, EgressError, type EgressPolicy } from "./target";

/** What an agent is asked to open, as far as we look at it. */
interface Wanted {
  host?: string | null;
  port?: number | string | null;
  socketPath?: string | null;
}
type Done = (error: Error | null, socket?: Socket) => void;
type Opener = (options: object) => Socket;

/**
 * An agent for any library that takes one: it opens connections only where the policy (or the operator) allows. The
 * name is resolved once, every address it has must be public, and the connection goes to those addresses and no
 * other: a name that answers differently the second time gains nothing. Literal addresses meet the same check.
 */
export function egressAgent(policy: EgressPolicy, protocol: "https:" | "http:" = "https:"): HttpAgent {
  const agent = protocol === "https:" ? new HttpsAgent() : new HttpAgent();
  const own = agent as unknown as { createConnection(options: Wanted, done: Done): Socket | undefined };
  const open = own.createConnection.bind(agent) as unknown as Opener;
  own.createConnection = (options, done) => {
    addressesFor(options, protocol, policy)
      .then((addresses) =>
        done(
          null,
          openAt(addresses, (lookup) => open({ ...options, path: undefined, lookup })),
        ),
      )
      .catch(done);
    return undefined;
  };
  return agent;
}

async function addressesFor(wanted: Wanted, protocol: string, policy: EgressPolicy): Promise<LookupAddress[]> {
  if (wanted.socketPath) throw new EgressError("refused", "Only addresses on the network are called.");
  const host = wanted.host ?? "";
  const { isOperators } = checkHost(protocol, host, Number(wanted.port), policy);
  const addresses = await resolve(host);
  if (isOperators || addresses.every(({ address }) => isPublicAddress(address))) return addresses;
  throw new EgressError("inside", `${host} leads into a private network, which is never called.`);
}

function openAt(addresses: LookupAddress[], open: (lookup: LookupFunction) => Socket): Socket {
  const socket = open(always(addresses));
  // Belt and braces: whatever else may choose addresses, nothing is written to another one.
  socket.once("connect", () => {
    if (addresses.some(({ address }) => address === socket.remoteAddress)) return;
    socket.destroy(new EgressError("inside", "The connection went to an address nobody had checked."));
  });
  return socket;
}

async function resolve(host: string): Promise<LookupAddress[]> {
  const family = isIP(host);
  if (family) return [{ address: host, family }];
  const found = await dns.lookup(host, { all: true, verbatim: true }).catch((error: unknown) => {
    throw new EgressError("unresolved", `The name ${host} cannot be resolved just now.`, { cause: error });
  });
  if (found.length === 0) throw new EgressError("unresolved", `The name ${host} has no address.`);
  return found;
}

/** A look-up that knows its answer; later, as look-ups are, so that whoever opened has time to listen for errors. */
const always =
  (addresses: LookupAddress[]): LookupFunction =>
  (_host, options, done) => {
    const [first] = addresses;
    setImmediate(() => {
      if (options.all) done(null, addresses);
      else done(null, first?.address ?? "", first?.family);
    });
  };
