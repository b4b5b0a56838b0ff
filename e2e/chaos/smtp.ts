import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail server, which takes no more connections than many do, and may be slow to say that it has taken a mail. */
export class SlowSmtp {
  /** What it has accepted, whether or not anybody heard so. */
  readonly mails: { to: string; subject: string }[] = [];
  #answersAfterMs = 0;
  readonly #server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    authOptional: true,
    maxClients: 5,
    closeTimeout: 100,
    onData: (stream, { envelope }, done) => {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then(async ({ subject = "" }) => {
          for (const { address } of envelope.rcptTo) this.mails.push({ to: address, subject });
          await sleep(this.#answersAfterMs);
          done();
        })
        .catch((error: Error) => done(error));
    },
  });

  static async start(): Promise<SlowSmtp> {
    const smtp = new SlowSmtp();
    smtp.#server.on("error", () => {}); // a client that was killed
    await new Promise<void>((resolve) => smtp.#server.listen(0, "127.0.0.1", resolve));
    return smtp;
  }

  get settings(): Record<string, string> {
    const { port } = this.#server.server.address() as AddressInfo;
    return { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "Belfry <belfry@chaos.test>" };
  }

  /** For so long it takes each mail at once, and says so only after `answersAfterMs`. */
  async slowDown(answersAfterMs: number, forMs: number): Promise<void> {
    this.#answersAfterMs = answersAfterMs;
    await sleep(forMs);
    this.#answersAfterMs = 0;
  }

  stop = (): Promise<void> => new Promise((resolve) => this.#server.close(() => resolve()));
}
