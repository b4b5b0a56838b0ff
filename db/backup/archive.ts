import { createHash } from "node:crypto";

/**
 * What a backup file is, inside its gzip: lines of JSON, and after a `bytes` line that many bytes of COPY's text
 * format. First a header, then for each table its columns, its data and its number of rows, then the sequences, and in
 * the last line the SHA-256 of all before it.
 */
export interface Header {
  format: "belfry-backup";
  version: 1;
  /** The `when` of the last migration the database had had. */
  level: number;
  createdAt: string;
}

export type Line =
  | { table: string; columns: string[] }
  | { bytes: number }
  | { rows: number }
  | { sequence: string; value: string; isCalled: boolean }
  | { end: string };

/** A file that cannot be restored, or a database it cannot be restored into: a sentence for a person. */
export class BackupRefused extends Error {}

export const damaged = (cause?: unknown) =>
  new BackupRefused("The backup file is damaged or incomplete: nothing was restored.", { cause });

const CHUNK = 1 << 16;
const LONGEST_LINE = 1 << 20;

/** Writes an archive piece by piece; what `lines` and `data` answer is what the file holds. */
export function archiveWriter() {
  const hash = createHash("sha256");
  const hashed = (bytes: Buffer) => {
    hash.update(bytes);
    return bytes;
  };
  const line = (content: Header | Line) => hashed(Buffer.from(`${JSON.stringify(content)}\n`));
  return {
    line,
    /** One table's data, in pieces of some size: COPY answers row by row. */
    async *data(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      let pieces: Buffer[] = [];
      let bytes = 0;
      const flush = () => {
        const piece = [line({ bytes }), hashed(Buffer.concat(pieces))];
        pieces = [];
        bytes = 0;
        return Buffer.concat(piece);
      };
      for await (const row of rows) {
        pieces.push(row);
        bytes += row.length;
        if (bytes >= CHUNK) yield flush();
      }
      if (bytes > 0) yield flush();
    },
    end: () => line({ end: hash.copy().digest("hex") }),
  };
}

/** Reads an archive. Everything but a whole, unchanged file ends in `BackupRefused`, at the last line at the latest. */
export function archiveReader(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]();
  const hash = createHash("sha256");
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<void> {
    const { value, done } = await chunks.next().catch((error: unknown) => Promise.reject(damaged(error)));
    if (done) throw damaged();
    rest = rest.length > 0 ? Buffer.concat([rest, value]) : value;
  }

  function take(length: number): Buffer {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  }

  return {
    async line(): Promise<Header | Line> {
      let end = rest.indexOf(10);
      while (end < 0) {
        if (rest.length > LONGEST_LINE) throw damaged();
        await more();
        end = rest.indexOf(10);
      }
      const digest = hash.copy().digest("hex");
      const text = take(end + 1);
      hash.update(text);
      const content = parse(text.toString("utf8"));
      if ("end" in content && content.end !== digest) throw damaged();
      return content;
    },
    async *bytes(length: number): AsyncGenerator<Buffer> {
      for (let left = length; left > 0; ) {
        if (rest.length === 0) await more();
        const piece = take(Math.min(left, rest.length));
        hash.update(piece);
        left -= piece.length;
        yield piece;
      }
    },
  };
}

function parse(text: string): Header | Line {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === "object" && content !== null) return content as Header | Line;
  } catch (error) {
    throw damaged(error);
  }
  throw damaged();
}
