import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";

export interface ReceivedMail {
  key: string | undefined;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

export type Behaviour =
  | "accept"
  | "hang"
  | "reset"
  /** Begins an answer and breaks off. */
  | "half"
  | { status: number; headers?: Record<string, string>; message?: string }
  /** An answer no provider should give: this JSON, as it is. */
  | { status: number; json: unknown };

/** The mail provider of a test file: every mail goes to it, and each test finds it empty and well. */
export function useResendServer() {
  const server = createResendServer();
  beforeAll(async () => {
    await server.listen();
    Object.assign(process.env, { RESEND_API_KEY: "re_test", RESEND_BASE_URL: server.url });
  });
  beforeEach(() => {
    server.mails.length = 0;
    server.behave(() => "accept");
  });
  afterAll(() => server.close());
  return server;
}

/** The same for whoever sets it up by hand. */
export async function startResendServer() {
  const server = createResendServer();
  await server.listen();
  return server;
}

/** A mail provider on a real socket that speaks Resend's API, and misbehaves as told. */
function createResendServer() {
  const mails: ReceivedMail[] = [];
  let behave: (mail: ReceivedMail, call: number) => Behaviour = () => "accept";
  let calls = 0;
  const server = createServer(async (request, response) => {
    const mail = {
      ...((await read(request)) as ReceivedMail),
      key: request.headers["idempotency-key"] as string | undefined,
    };
    const behaviour = behave(mail, ++calls);
    if (behaviour === "hang") return;
    if (behaviour === "reset") return request.socket.destroy();
    if (behaviour === "half") {
      response.writeHead(200, { "content-type": "application/json", "content-length": "64" });
      return response.write('{"id":"mail', () => request.socket.destroy());
    }
    if (behaviour === "accept") {
      mails.push(mail);
      return response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ id: `mail-${mails.length}` }));
    }
    if ("json" in behaviour) {
      return response
        .writeHead(behaviour.status, { "content-type": "application/json" })
        .end(JSON.stringify(behaviour.json));
    }
    const { status, headers, message = `answered ${status}` } = behaviour;
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ statusCode: status, name: "application_error", message }));
  });
  return {
    listen: () => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)),
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    mails,
    calls: () => calls,
    behave(next: typeof behave) {
      behave = next;
    },
    /** Breaks off every call that is under way. */
    cut: () => server.closeAllConnections(),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
