import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { link, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../failure";
import { type Mail, Refusal } from "./mail";

/** A mail in the outbox's file. */
export interface KeptMail extends Mail {
  readonly id: string;
  readonly idempotencyKey: string | null;
  /** SHA-256 of the request's body: the same key with another body is refused. */
  readonly requestHash: string;
  readonly createdAt: string;
}

export interface Request {
  readonly idempotencyKey: string | null;
  /** The body as it came. */
  readonly body: string;
}

/**
 * The outbox: a folder with one JSON file per mail. A mail with an idempotency key has a file name made from that key,
 * so it is there once or not at all, whatever is killed and however often it is sent again.
 */
export function openOutbox(folder: string, onMail: (mail: KeptMail) => void = () => {}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(folder)) if (entry.endsWith(".tmp")) rmSync(join(folder, entry), { force: true });

  /** Keeps the mails of one request and returns their ids; the same request again gets the same ids. */
  return {
    async keep(mails: readonly Mail[], request: Request): Promise<string[]> {
      const requestHash = sha256(request.body);
      const keepAt = async (mail: Mail, index: number) => {
        const { idempotencyKey } = request;
        const stamp = { idempotencyKey, requestHash, createdAt: new Date().toISOString() };
        const kept = await writeOnce(folder, fileName(request, index), { id: randomUUID(), ...mail, ...stamp });
        if (kept.requestHash !== requestHash) {
          const message = "Same idempotency key used with a different request payload.";
          throw new Refusal(409, "invalid_idempotent_request", message);
        }
        if (kept.isNew) onMail(kept);
        return kept.id;
      };
      // The first mail decides whose key it is; a batch killed half way is completed when it is sent again.
      const first = await Promise.all(mails.slice(0, 1).map(keepAt));
      const others = await Promise.all(mails.slice(1).map((mail, index) => keepAt(mail, index + 1)));
      await flushFolder(folder);
      return [...first, ...others];
    },
  };
}

function fileName({ idempotencyKey }: Request, index: number): string {
  if (idempotencyKey === null) return `${randomUUID()}.json`;
  return `${sha256(index === 0 ? idempotencyKey : `${idempotencyKey}#${index}`)}.json`;
}

async function writeOnce(folder: string, name: string, mail: KeptMail): Promise<KeptMail & { isNew: boolean }> {
  const path = join(folder, name);
  const draft = join(folder, `${name}.${randomBytes(6).toString("hex")}.tmp`);
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(mail, null, 2)}\n`);
    await file.sync();
    await file.close();
    await link(draft, path);
    return { ...mail, isNew: true };
  } catch (error) {
    await file.close().catch(() => {});
    if (codeOf(error) !== "EEXIST") throw error;
    const kept = JSON.parse(await readFile(path, "utf8")) as KeptMail;
    return { ...kept, isNew: false };
  } finally {
    await rm(draft, { force: true });
  }
}

// A new name is only safe from a power cut once its folder is written too.
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
