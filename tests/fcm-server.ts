import { generateKeyPairSync, verify } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "node:querystring";

export interface ReceivedMessage {
  path: string;
  authorization: string | undefined;
  message: Record<string, unknown>;
  bytes: number;
}

export type FcmBehaviour =
  | "accept"
  | "reset"
  | { status: number; code?: string; field?: string; headers?: Record<string, string> };

/** Firebase Cloud Messaging and Google's token endpoint, and a service account that both know. */
export async function startFcmServer() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const messages: ReceivedMessage[] = [];
  const grants: Record<string, unknown>[] = [];
  let behave: (message: ReceivedMessage, call: number) => FcmBehaviour = () => "accept";
  let grants401 = false;

  const server = createServer(async (request, response) => {
    const bytes = await read(request);
    const json = (status: number, body: object, headers: Record<string, string> = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    if (request.url === "/token") {
      const claims = claimsOf(String(parse(bytes).assertion));
      if (!claims || grants401)
        return json(401, { error: "invalid_grant", error_description: "Invalid JWT Signature." });
      grants.push({ ...claims, grant_type: parse(bytes).grant_type });
      return json(200, { access_token: `token-${grants.length}`, expires_in: 3599, token_type: "Bearer" });
    }
    const { message } = JSON.parse(bytes) as { message: Record<string, unknown> };
    const { url: path = "", headers } = request;
    const received = { path, authorization: headers.authorization, message, bytes: Buffer.byteLength(bytes) };
    messages.push(received);
    const behaviour = behave(received, messages.length);
    if (behaviour === "reset") return request.socket.destroy();
    if (behaviour === "accept") return json(200, { name: `projects/belfry/messages/${messages.length}` });
    json(behaviour.status, { error: errorOf(behaviour) }, behaviour.headers);
  });
  const claimsOf = (assertion: string) => {
    const [header = "", claims = "", signature = ""] = assertion.split(".");
    const isRight = verify(
      "sha256",
      Buffer.from(`${header}.${claims}`),
      publicKey,
      Buffer.from(signature, "base64url"),
    );
    return isRight ? (JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>) : undefined;
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    /** What its JSON file holds. */
    account: {
      type: "service_account",
      project_id: "belfry",
      client_email: "push@belfry.example.com",
      private_key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
      token_uri: `${url}/token`,
    },
    messages,
    grants,
    behave(next: typeof behave) {
      behave = next;
    },
    /** Knows the account no more, or again. */
    refuse(isRefused: boolean) {
      grants401 = isRefused;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const errorOf = ({ status, code, field }: { status: number; code?: string; field?: string }) => ({
  code: status,
  message: `answered ${status}`,
  status: status === 404 ? "NOT_FOUND" : "INVALID_ARGUMENT",
  details: [
    ...(code ? [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: code }] : []),
    ...(field ? [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field }] }] : []),
  ],
});

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
