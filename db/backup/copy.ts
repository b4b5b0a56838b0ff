import { once } from "node:events";
import { Readable } from "node:stream";
import type { Client, Connection } from "pg";

/** The parts of pg's connection that its types leave out. */
type CopyConnection = Connection & {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
};

/** Streams `COPY … TO STDOUT`, row by row. The server waits while nobody reads. Throws what the server says. */
export function copyOut(client: Client, sql: string): AsyncIterable<Buffer> {
  let connection: Connection | undefined;
  const rows = new Readable({ objectMode: true, highWaterMark: 1_000, read: () => connection?.stream.resume() });
  client.query({
    submit(on: Connection) {
      connection = on;
      on.query(sql);
    },
    // The message is a view of a buffer that pg uses again.
    handleCopyData({ chunk }: { chunk: Buffer }) {
      if (!rows.push(Buffer.from(chunk))) connection?.stream.pause();
    },
    handleCommandComplete() {},
    handleReadyForQuery: () => rows.push(null),
    handleError(error: Error) {
      connection?.stream.resume();
      rows.destroy(error);
    },
  });
  return rows;
}

/** Feeds `COPY … FROM STDIN`. Answers the number of rows; throws what the server says, or what `source` threw. */
export function copyIn(client: Client, sql: string, source: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let failure: unknown;
    let feeding: Promise<void> = Promise.resolve();
    const gone = new AbortController();
    client.query({
      submit: (on: Connection) => on.query(sql),
      handleCopyInResponse(on: CopyConnection) {
        feeding = feed(on, source, gone.signal).catch((error: unknown) => {
          failure ??= error;
          on.sendCopyFail("the file cannot be read");
        });
      },
      handleCommandComplete({ text }: { text: string }) {
        rows = Number(text.split(" ")[1]);
      },
      handleReadyForQuery: () => (failure ? undefined : resolve(rows)),
      handleError(error: Error) {
        failure ??= error;
        gone.abort();
        void feeding.finally(() => reject(failure));
      },
    });
  });
}

async function feed(on: CopyConnection, source: AsyncIterable<Buffer>, gone: AbortSignal): Promise<void> {
  for await (const chunk of source) {
    if (gone.aborted) return;
    on.sendCopyFromChunk(chunk);
    if (on.stream.writableNeedDrain) await once(on.stream, "drain", { signal: gone });
  }
  if (!gone.aborted) on.endCopyFrom();
}
