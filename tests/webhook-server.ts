import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Posted {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

type Answer = { status: number; headers?: Record<string, string>; body?: string } | "hang" | "reset";

/** Somewhere that takes webhooks, on a real socket, and answers as told: `ok` at first, as Slack does. */
export async function startWebhookServer(wanted = 0) {
  const posted: Posted[] = [];
  let answer: (posted: Posted) => Answer | Promise<Answer> = () => ({ status: 200, body: "ok" });
  const server = createServer(async (request, response) => {
    const one = { path: request.url ?? "", headers: request.headers, body: await text(request) };
    posted.push(one);
    const given = await answer(one);
    if (given === "hang") return;
    if (given === "reset") return request.socket.destroy();
    response.writeHead(given.status, given.headers).end(given.body ?? "");
  });
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    posted,
    answer(next: typeof answer) {
      answer = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
