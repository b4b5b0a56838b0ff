import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "pg";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { startPostgres } from "../../embedded/postgres/server";

/** What others run for us, on this machine: each in a process or socket of its own, told to Belfry by settings alone. */
export class Engines {
  #ends: (() => unknown)[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), "belfry-engines-"));

  private constructor(private readonly adminUrl: string) {}

  static async start(): Promise<Engines> {
    const home = mkdtempSync(join(tmpdir(), "belfry-engines-db-"));
    chmodSync(home, 0o755); // as root the database runs under an account that must be able to pass
    const postgres = await startPostgres({ dataDir: home, fast: true });
    const engines = new Engines(postgres.url);
    engines.#ends.push(
      () => rmSync(home, { recursive: true, force: true }),
      () => postgres.stop(),
    );
    return engines;
  }

  /** Ends everything, last come first gone. */
  async end(): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A new, empty database. Answers DATABASE_URL. */
  async database(): Promise<string> {
    const name = `engines_${randomBytes(4).toString("hex")}`;
    await ask(this.adminUrl, `CREATE DATABASE ${name}`);
    const url = new URL(this.adminUrl);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** A Pusher-protocol server. Answers the settings that name it. */
  async realtime(): Promise<Record<string, string>> {
    const keys = { PUSHER_APP_ID: "4711", PUSHER_KEY: "others-key", PUSHER_SECRET: "others-secret" };
    const port = await this.#program("realtime", keys);
    return { ...keys, PUSHER_HOST: "127.0.0.1", PUSHER_PORT: String(port), PUSHER_USE_TLS: "0" };
  }

  /** An Inngest-protocol server for the application at this port. Answers the settings that name it. */
  async jobs(databaseUrl: string, appPort: number): Promise<Record<string, string>> {
    const keys = { INNGEST_EVENT_KEY: "others-event-key", INNGEST_SIGNING_KEY: `signkey-prod-${"ab".repeat(32)}` };
    const appUrl = `http://127.0.0.1:${appPort}/api/inngest`;
    const port = await this.#program("jobs", { ...keys, DATABASE_URL: databaseUrl, JOBS_APP_URL: appUrl });
    return { ...keys, INNGEST_BASE_URL: `http://127.0.0.1:${port}` };
  }

  /** A server of Resend's API that keeps what it gets in `outbox`. */
  async resend(): Promise<{ settings: Record<string, string>; outbox: string }> {
    const outbox = join(this.folder, "outbox");
    const port = await this.#program("mailbox", { RESEND_API_KEY: "re_others", MAILBOX_DIR: outbox });
    return { outbox, settings: { RESEND_API_KEY: "re_others", RESEND_BASE_URL: `http://127.0.0.1:${port}` } };
  }

  /** A mail server that wants a login. */
  async smtp(): Promise<{ settings: Record<string, string>; mails: Email[] }> {
    const mails: Email[] = [];
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      closeTimeout: 100,
      onAuth: ({ username, password }, _session, done) =>
        username === "bell" && password === "rings" ? done(null, { user: username }) : done(new Error("no")),
      async onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk);
        mails.push(await PostalMime.parse(Buffer.concat(chunks)));
        done();
      },
    });
    server.on("error", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const address = server.server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    return {
      mails,
      settings: { SMTP_URL: `smtp://bell:rings@127.0.0.1:${port}`, MAIL_FROM: "Bell <bell@others.test>" },
    };
  }

  also(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** One of our services, started by itself. Answers its port. */
  #program(name: string, settings: Record<string, string>): Promise<number> {
    const env = { NODE_ENV: "production" as const, PATH: process.env.PATH, ...settings };
    const child = spawn(process.execPath, [join("dist", `${name}.mjs`)], { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk));
    this.#ends.push(() => child.kill("SIGKILL"));
    return new Promise((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const [, port] = /^\{"ready":true,"port":(\d+)\}$/.exec(line) ?? [];
        if (port) resolve(Number(port));
      });
    });
  }
}

export async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}
