import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { EXIT, Failure } from "./exit-codes";

const loginSchema = z.object({
  token: z.string(),
  sessionId: z.string(),
  email: z.string(),
  /** The one worked in unless another is named. */
  workspace: z.string().optional(),
});
export type Login = z.output<typeof loginSchema>;

const keptSchema = z.object({
  /** The instance signed in to last. */
  current: z.string().optional(),
  logins: z.record(z.string(), loginSchema).default({}),
});
type Kept = z.output<typeof keptSchema>;

/** What is kept of earlier sign-ins, by the instance's address. Error: the file is there and no such thing. */
export function readKept(): Kept {
  const file = fileName();
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { logins: {} };
    throw new Failure(EXIT.failed, `${file} cannot be read: ${(error as Error).message}.`);
  }
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    throw new Failure(EXIT.failed, `${file} is damaged: remove it and sign in again.`);
  }
}

/** Keeps a sign-in, and makes its instance the current one. */
export function keepLogin(url: string, login: Login): void {
  write({ current: url, logins: { ...readKept().logins, [url]: login } });
}

export function forgetLogin(url: string): void {
  const { current, logins } = readKept();
  const { [url]: _, ...others } = logins;
  write({ current: current === url ? Object.keys(others)[0] : current, logins: others });
}

/** Nobody else may read it, and nobody ever finds half of it. */
function write(kept: Kept): void {
  const draft = `${fileName()}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, fileName());
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failure(EXIT.failed, `${fileName()} cannot be written: ${(error as Error).message}.`);
  }
}

function folder(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  const home = XDG_CONFIG_HOME || (process.platform === "win32" && APPDATA) || join(homedir(), ".config");
  return join(home, "belfry");
}

const fileName = () => join(folder(), "config.json");
