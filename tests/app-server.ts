import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll } from "vitest";
import { notFoundResponse } from "@/lib/route";
import { answerApi } from "./api";

/** The API over a real socket: the real handler of each route, as Next would call it. */
export function useAppServer() {
  const server = createServer((request, response) => {
    if (app.isAway) request.socket.destroy();
    else void answer(request, response);
  });
  const app = {
    /** While it is, every call is cut off. */
    isAway: false,
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
  };
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return app;
}

async function answer(given: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = given;
  const headers = Object.entries(given.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = ["GET", "HEAD"].includes(method) ? undefined : new Uint8Array(await buffer(given));
  const request = new Request(new URL(url, `http://${given.headers.host}`), { method, headers, body });
  const found = await answerApi(request).catch(notFoundResponse);
  response.writeHead(found.status, Object.fromEntries(found.headers));
  response.end(Buffer.from(await found.arrayBuffer()));
}
