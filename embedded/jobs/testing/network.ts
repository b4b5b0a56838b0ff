import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type NetConnectOpts } from "node:net";

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: ["ignore", "pipe", "ignore"] });

/** Whether this account may make network namespaces, and cables between them. */
export function hasNamespaces(): boolean {
  const name = `belfry-probe-${process.pid}`;
  try {
    ip("netns", "add", name);
  } catch {
    return false;
  }
  try {
    ip("-n", name, "link", "add", "one", "type", "veth", "peer", "name", "other");
    return true;
  } catch {
    return false;
  } finally {
    ip("netns", "del", name);
  }
}

/** In a namespace: passes on what comes to one address, to another. */
const RELAY = `const net = require("node:net");
  const [from, to] = process.argv.slice(1).map((text) => JSON.parse(text));
  net.createServer((near) => {
    const far = net.connect(to);
    for (const [one, other] of [[near, far], [far, near]]) one.on("error", () => other.destroy()).pipe(other);
  }).listen(from, () => console.log("up"));`;

/** Two hosts with a cable between them, cut off from everything else but for what `relay` lets through by sockets of files. */
export async function openNetwork() {
  const [near, far] = [`belfry-near-${process.pid}`, `belfry-far-${process.pid}`];
  const relays: ChildProcess[] = [];
  for (const host of [near, far]) {
    ip("netns", "add", host);
    ip("-n", host, "link", "set", "lo", "up");
  }
  ip("-n", near, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", far);
  for (const [host, address] of [
    [near, "10.231.7.1/30"],
    [far, "10.231.7.2/30"],
  ] as const) {
    ip("-n", host, "address", "add", address, "dev", "cable");
    ip("-n", host, "link", "set", "cable", "up");
  }
  const launcher = (host: "near" | "far") => ["netns", "exec", host === "near" ? near : far];
  return {
    farAddress: "10.231.7.2",
    /** Starts a program on this host. */
    launcher: (host: "near" | "far") => ["ip", ...launcher(host)],
    async relay(host: "near" | "far", from: NetConnectOpts, to: NetConnectOpts): Promise<void> {
      const args = [...launcher(host), process.execPath, "-e", RELAY, JSON.stringify(from), JSON.stringify(to)];
      const child = spawn("ip", args, { stdio: ["ignore", "pipe", "inherit"] });
      relays.push(child);
      await once(child.stdout, "data");
    },
    /** From now on packets vanish; nobody is told. */
    cut: () => ip("-n", far, "link", "set", "cable", "down"),
    mend: () => ip("-n", far, "link", "set", "cable", "up"),
    async close() {
      for (const relay of relays) relay.kill("SIGKILL");
      for (const host of [near, far]) ip("netns", "del", host);
    },
  };
}

/** In this process: passes on what comes to `from` (a free port on loopback without). Answers the port. */
export async function startRelay(to: NetConnectOpts, from?: { path: string }) {
  const server = createServer((near) => {
    const far = connect(to);
    near.on("error", () => far.destroy()).pipe(far);
    far.on("error", () => near.destroy()).pipe(near);
  });
  server.listen(from ?? { port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  return { port: (address as AddressInfo).port, close: async () => void server.close() };
}
