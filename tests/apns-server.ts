import { generateKeyPairSync, verify } from "node:crypto";
import {
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "./certificate";

export interface ReceivedPush {
  headers: IncomingHttpHeaders;
  payload: Record<string, unknown> & { aps?: Record<string, unknown> };
  bytes: number;
  /** The token of the request, if its signature is right. */
  token: { header: Record<string, unknown>; claims: Record<string, unknown> } | undefined;
  /** The how manieth connection it came by. */
  connection: number;
}

export type ApnsBehaviour =
  | "accept"
  | "hang"
  /** Cuts the connection. */
  | "reset"
  /** Says that it goes away, and that this request is not looked at. */
  | "go away"
  | { status: number; reason?: string; timestamp?: number; headers?: Record<string, string> };

/** Apple's push service: HTTP/2 over TLS, and a key that signs for it. */
export async function startApnsServer() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = makeCertificate();
  const pushes: ReceivedPush[] = [];
  const sessions: ServerHttp2Session[] = [];
  let behave: (push: ReceivedPush, call: number) => ApnsBehaviour = () => "accept";

  const server = createSecureServer(certificate);
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
  });
  server.on("stream", async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on("error", () => {});
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const push = {
      headers,
      payload: JSON.parse(body.toString("utf8")) as ReceivedPush["payload"],
      bytes: body.byteLength,
      token: open(headers.authorization),
      connection: sessions.indexOf(stream.session as ServerHttp2Session) + 1,
    };
    pushes.push(push);
    answer(stream, headers, behave(push, pushes.length));
  });
  const open = (authorization = "") => {
    const [header = "", claims = "", signature = ""] = authorization.replace(/^bearer /, "").split(".");
    const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
    if (!verify("sha256", Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, "base64url")))
      return undefined;
    const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
    return { header: read(header), claims: read(claims) };
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cert: certificate.cert,
    /** The .p8 file of the key it knows. */
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    pushes,
    behave(next: typeof behave) {
      behave = next;
    },
    connections: () => sessions.length,
    /** Says on each connection that it goes away. */
    leave() {
      for (const session of sessions) if (!session.destroyed) session.goaway();
    },
    open: () => sessions.filter((session) => !session.destroyed).length,
    close: () =>
      new Promise<void>((resolve) => {
        for (const session of sessions) session.destroy();
        server.close(() => resolve());
      }),
  };
}

function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, behaviour: ApnsBehaviour): void {
  const id = { "apns-id": headers["apns-id"] ?? "" };
  if (behaviour === "reset") stream.session?.destroy();
  else if (behaviour === "go away") {
    stream.session?.goaway(0, 0);
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  } else if (behaviour === "accept") {
    stream.respond({ ":status": 200, ...id });
    stream.end();
  } else if (behaviour !== "hang") {
    const { status, reason, timestamp, headers: more } = behaviour;
    stream.respond({ ":status": status, ...id, ...more });
    stream.end(JSON.stringify({ reason, timestamp }));
  }
}
