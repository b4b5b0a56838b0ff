import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Mail, parseMail, Refusal } from "./mail";
import { type KeptMail, openOutbox } from "./outbox";

export interface MailboxOptions {
  readonly folder: string;
  readonly apiKey: string;
  /** 0 means any free one. */
  readonly port: number;
  /** Called once for each mail that is new. */
  readonly onMail?: (mail: KeptMail) => void;
}

export interface Mailbox {
  readonly port: number;
  close(): Promise<void>;
}

type Answer = { status: number; body: unknown };

const MAX_BODY_BYTES = 10_000_000;
const MAX_BATCH = 100;

/** Serves the part of Resend's HTTP API that sends mail, on 127.0.0.1, and keeps the mails as files. */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const outbox = openOutbox(options.folder, options.onMail);
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const path = request.url?.split("?")[0];
    if (path === "/health") return { status: 200, body: { ok: true } };
    authorize(request, options.apiKey);
    if (path !== "/emails" && path !== "/emails/batch") throw new Refusal(404, "not_found", "Not found.");
    if (request.method !== "POST") throw new Refusal(405, "method_not_allowed", "Method is not allowed.");
    const idempotencyKey = readIdempotencyKey(request);
    const body = await readBody(request);
    const content = parseJson(body);
    if (path === "/emails") {
      const [id] = await outbox.keep([parseMail(content)], { idempotencyKey, body });
      return { status: 200, body: { id } };
    }
    const { mails, errors } = readBatch(content, request.headers["x-batch-validation"] === "permissive");
    const ids = await outbox.keep(mails, { idempotencyKey, body });
    return { status: 200, body: { data: ids.map((id) => ({ id })), ...(errors ? { errors } : {}) } };
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (given) => send(response, given),
      (error: unknown) => send(response, refusedWith(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port, close };
}

function authorize(request: IncomingMessage, apiKey: string): void {
  const [, given] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (!given) throw new Refusal(401, "missing_api_key", "Missing API key in the authorization header.");
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(digest(given), digest(apiKey))) throw new Refusal(401, "invalid_api_key", "API key is invalid.");
}

function readIdempotencyKey(request: IncomingMessage): string | null {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key === "string" && key.length >= 1 && key.length <= 256) return key;
  throw new Refusal(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, "validation_error", "The request body exceeds 10 MB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, "validation_error", "The request body is not valid JSON.");
  }
}

/** The mails of a batch; a permissive one keeps the good mails and names the bad by their index. */
function readBatch(content: unknown, isPermissive: boolean) {
  if (!Array.isArray(content) || content.length < 1 || content.length > MAX_BATCH) {
    throw new Refusal(422, "validation_error", `A batch must be an array of 1 to ${MAX_BATCH} emails.`);
  }
  if (!isPermissive) return { mails: content.map(parseMail) };
  const mails: Mail[] = [];
  const errors: { index: number; message: string }[] = [];
  for (const [index, item] of content.entries()) {
    try {
      mails.push(parseMail(item));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push({ index, message: error.message });
    }
  }
  return { mails, errors };
}

function refusedWith(error: unknown): Answer {
  if (error instanceof Refusal) {
    const { statusCode, name, message } = error;
    return { status: statusCode, body: { statusCode, name, message } };
  }
  console.error(`A mail could not be kept: ${error instanceof Error ? error.message : String(error)}`);
  const message = "The mail could not be kept.";
  return { status: 500, body: { statusCode: 500, name: "application_error", message } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const content = JSON.stringify(body);
  // Unread bytes of a refused body would be taken for the next request.
  const connection = response.req.complete ? {} : { connection: "close" };
  response.writeHead(status, { "content-type": "application/json", ...connection }).end(content);
}
