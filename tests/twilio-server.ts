import { type IncomingMessage, createServer as overHttp, type RequestListener, type Server } from "node:http";
import { createServer as overTls } from "node:https";
import type { AddressInfo } from "node:net";
import { parse } from "node:querystring";

export interface ReceivedSms {
  method: string;
  path: string;
  authorization: string | undefined;
  /** As another parser than the sender's reads the bytes that came. */
  form: ReturnType<typeof parse>;
  bytes: string;
}

export type TwilioBehaviour =
  | "accept"
  /** Takes it, and never says so. */
  | "hang"
  /** Takes it, and cuts the connection instead of saying so. */
  | "reset"
  | { status: number; code?: number; message?: string; headers?: Record<string, string> }
  | { status: number; text: string };

/** Twilio's Messages API on a real socket, which misbehaves as told. With a certificate it speaks TLS. */
export async function startTwilioServer(certificate?: { key: string; cert: string }) {
  const messages: ReceivedSms[] = [];
  let behave: (sms: ReceivedSms, call: number) => TwilioBehaviour | Promise<TwilioBehaviour> = () => "accept";
  const answer: RequestListener = async (request, response) => {
    const bytes = await read(request);
    const { method = "", url: path = "", headers } = request;
    const json = (status: number, body: object, more: Record<string, string> = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(body));
    if (method === "GET") return json(200, { sid: "AC1", friendly_name: "Test account", status: "active" });
    const sms = { method, path, authorization: headers.authorization, form: parse(bytes), bytes };
    messages.push(sms);
    const call = messages.length;
    const behaviour = await behave(sms, call);
    if (behaviour === "hang") return;
    if (behaviour === "reset") return request.socket.destroy();
    if (behaviour === "accept") return json(201, { sid: sidOf(call), status: "queued" });
    if ("text" in behaviour) return response.writeHead(behaviour.status).end(behaviour.text);
    const { status, code, message = `answered ${status}`, headers: more } = behaviour;
    json(status, { code, message, status }, more);
  };
  const server: Server = certificate ? overTls(certificate, answer) : overHttp(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${certificate ? "https" : "http"}://127.0.0.1:${port}`,
    /** Everything that was handed over, whatever became of it. */
    messages,
    sidOf,
    behave(next: typeof behave) {
      behave = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What it calls its n-th message. */
const sidOf = (n: number): string => `SM${String(n).padStart(32, "0")}`;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
