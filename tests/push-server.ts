import { createECDH, randomBytes, randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "./certificate";
import { type Browser, decryptPush, verifyVapid } from "./push-decryption";

export interface ReceivedPush {
  endpoint: string;
  headers: IncomingHttpHeaders;
  vapid: ReturnType<typeof verifyVapid>;
  /** As it came, and as the browser reads it. */
  bytes: number;
  text: string;
}

type Behaviour = "accept" | "hang" | "drip" | "reset" | { status: number; headers?: Record<string, string> };

export interface Subscription {
  endpoint: string;
  keys: Browser["keys"];
}

/** A push service over TLS (RFC 8030): hands out subscriptions, checks what is sent, and decrypts it as a browser would. */
export async function startPushServer() {
  const { key, cert } = makeCertificate();
  const browsers = new Map<string, Browser>();
  const pushes: ReceivedPush[] = [];
  let behave: () => Behaviour | Promise<Behaviour> = () => "accept";
  let calls = 0;
  const server = createServer({ key, cert }, async (request, response) => {
    const body = await read(request);
    calls++;
    const behaviour = await behave();
    if (behaviour === "hang") return;
    if (behaviour === "reset") return request.socket.destroy();
    if (behaviour === "drip") return void response.writeHead(201).write("x");
    if (behaviour !== "accept") return void response.writeHead(behaviour.status, behaviour.headers).end();
    const endpoint = `https://${request.headers.host}${request.url}`;
    const browser = browsers.get(endpoint);
    if (!browser) return void response.writeHead(404).end();
    const vapid = verifyVapid(String(request.headers.authorization));
    const text = decryptPush(body, browser);
    pushes.push({ endpoint, headers: request.headers, vapid, bytes: body.length, text });
    response.writeHead(201, { location: `/message/${calls}` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    cert,
    pushes,
    calls: () => calls,
    behave(next: typeof behave) {
      behave = next;
    },
    /** A new browser's subscription. */
    subscribe(): Subscription {
      const curve = createECDH("prime256v1");
      const keys = { p256dh: curve.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
      const endpoint = `https://${host}/push/${randomUUID()}`;
      browsers.set(endpoint, { keys, privateKey: curve.getPrivateKey() });
      return { endpoint, keys };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
