import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * Stands before a server at a URL and passes bytes on, until it is told to swallow them: then connections stay open and
 * nothing comes through, as when a firewall on the way has forgotten them.
 */
export async function startBlackHole(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const lost: Socket[] = [];
  let generation = 0;
  let swallowsNew = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const born = swallowsNew ? -1 : generation;
    const join = (from: Socket, to: Socket) => {
      sockets.add(from);
      from.on("data", (bytes) => born === generation && to.write(bytes));
      from.on("error", () => {});
      // The other side hears of an end as little as of anything else.
      from.on("close", () => born === generation && to.destroy());
    };
    join(near, far);
    join(far, near);
    far.on("close", () => sockets.delete(far));
    near.on("close", () => {
      sockets.delete(near);
      if (born !== generation) lost.push(far);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const through = new URL(target);
  through.port = String((server.address() as AddressInfo).port);
  return {
    /** The target's URL, by way of here. */
    url: through.href,
    /** From now on nothing comes through the connections there are; nor through new ones, until `open` is called. */
    swallow() {
      generation++;
      swallowsNew = true;
    },
    /** New connections lead somewhere again. Those that were swallowed never will. */
    open() {
      swallowsNew = false;
    },
    /** Ends the server's halves whose clients have gone, as its keepalive does in time. */
    forget() {
      for (const socket of lost.splice(0)) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
