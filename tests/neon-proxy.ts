import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { WebSocketServer } from "ws";

/** What stands before Neon: a WebSocket that passes bytes on to the PostgreSQL named in its address. */
export async function startNeonProxy() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  let connections = 0;
  server.on("connection", (socket, request) => {
    connections++;
    const [host, port] = (new URL(request.url ?? "", "http://proxy").searchParams.get("address") ?? "").split(":");
    const postgres = connect(Number(port), host);
    postgres.on("data", (bytes) => socket.send(bytes));
    postgres.on("close", () => socket.close());
    postgres.on("error", () => socket.terminate());
    socket.on("message", (bytes: Buffer) => postgres.write(bytes));
    socket.on("close", () => postgres.destroy());
    socket.on("error", () => postgres.destroy());
  });
  await once(server, "listening");
  return {
    /** For NEON_WS_PROXY. */
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    connections: () => connections,
    close() {
      for (const socket of server.clients) socket.terminate();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
