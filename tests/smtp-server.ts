import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/** Where a mail is: its recipient named, its text asked for, all of it there. */
export type SmtpStage = "rcpt" | "data" | "end";
/** `cut`: the connection is. Otherwise a reply of the server's, or the usual one. */
export type SmtpReply = "cut" | `${number} ${string}` | undefined;

/** A mail server on a real socket that does at each stage as it is told, when it is told. */
export async function startSmtpServer() {
  /** To whom each mail was, that came whole. */
  const received: string[] = [];
  const state = { open: 0, most: 0 };
  const sockets = new Set<Socket>();
  let behave: (stage: SmtpStage, to: string) => Promise<SmtpReply> | SmtpReply = () => undefined;
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    let said = "";
    let to = "";
    let isText = false;
    const reply = async (stage: SmtpStage, usual: string) => {
      const given = (await behave(stage, to)) ?? usual;
      if (given === "cut") socket.destroy();
      else socket.write(`${given}\r\n`);
      return given === usual;
    };
    const line = async (text: string) => {
      if (text.startsWith("RCPT")) {
        to = /<(.*)>/.exec(text)?.[1] ?? "";
        await reply("rcpt", "250 yes");
      } else if (text.startsWith("DATA")) isText = await reply("data", "354 go on");
      else socket.write("250 yes\r\n");
    };
    const whole = async () => {
      received.push(to);
      state.most = Math.max(state.most, ++state.open);
      await reply("end", "250 taken");
      state.open--;
    };
    socket.on("data", async (chunk) => {
      said += chunk;
      for (let end = said.indexOf(isText ? "\r\n.\r\n" : "\r\n"); end >= 0; end = said.indexOf("\r\n")) {
        const text = said.slice(0, end);
        said = said.slice(end + (isText ? 5 : 2));
        if (isText) {
          isText = false;
          await whole();
        } else await line(text);
      }
    });
    socket.write("220 mail.test\r\n");
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = () =>
    new Promise<void>((resolve) => {
      cut();
      server.close(() => resolve());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    /** How many mails waited for an answer at the same time. */
    state,
    behave(next: typeof behave) {
      behave = next;
    },
    /** Ends every connection. */
    cut,
    close,
    /** Listens again where it did before it was closed. */
    reopen: () => listen(port),
  };
}
