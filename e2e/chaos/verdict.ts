import pg from "pg";
import { readInbox, signInByLink } from "../support/api";
import type { Instance } from "../support/instance";

/** What reached whom, each as `title → handle`; what came twice is there twice. */
export interface Arrivals {
  inbox: string[];
  mails: string[];
}

export interface Sets {
  attempted: Set<string>;
  acknowledged: Set<string>;
  arrivals: Arrivals;
  /** What a mail server may have been given twice, and is marked so: the provider knows no repeat. */
  mayBeTwice: Set<string>;
  /** Deliveries by the state they ended in. */
  states: Record<string, number>;
}

export interface Verdict {
  attempted: number;
  acknowledged: number;
  inInbox: number;
  mailed: number;
  states: Record<string, number>;
  /** Each a list of `title → handle`; every one must be empty. */
  violations: Record<string, string[]>;
}

const TERMINAL = new Set(["sent", "failed", "exhausted", "skipped", "cancelled"]);

/** Lost, unexpected and repeated, by comparing sets. A mail that ended as failed or exhausted is terminal, not lost. */
export function judge({ attempted, acknowledged, arrivals, mayBeTwice, states }: Sets): Verdict {
  const inbox = new Set(arrivals.inbox);
  const mails = new Set(arrivals.mails);
  const given = Object.entries(states).filter(([state]) => TERMINAL.has(state) && state !== "sent");
  const unsent = given.reduce((sum, [, count]) => sum + count, 0);
  const unmailed = [...acknowledged].filter((one) => !mails.has(one));
  return {
    attempted: attempted.size,
    acknowledged: acknowledged.size,
    inInbox: inbox.size,
    mailed: mails.size,
    states,
    violations: {
      "lost from inboxes": [...acknowledged].filter((one) => !inbox.has(one)),
      "lost mails": unmailed.length > unsent ? unmailed : [],
      "unexpected in inboxes": [...inbox].filter((one) => !attempted.has(one)),
      "unexpected mails": [...mails].filter((one) => !attempted.has(one)),
      "twice in an inbox": repeated(arrivals.inbox),
      "mailed twice": repeated(arrivals.mails).filter((one) => !mayBeTwice.has(one)),
      "not terminal": Object.entries(states).flatMap(([state, count]) =>
        TERMINAL.has(state) ? [] : [`${count} ${state}`],
      ),
    },
  };
}

/** Everything these producers' events caused, read as people read it: from inboxes and from mailboxes. */
export async function gatherArrivals(
  instance: Instance,
  producers: string[],
  mailed: { to: string; subject: string }[],
): Promise<Arrivals> {
  const { file } = instance;
  const isOurs = (title: string) => producers.some((name) => title.startsWith(`${name} `));
  const inbox: string[] = [];
  for (const { handle } of file.people) {
    const { rows } = await readInbox(file, await signInByLink(file, handle));
    inbox.push(...rows.filter(({ title }) => isOurs(title)).map(({ title }) => `${title} → ${handle}`));
  }
  const handles = new Map(file.people.map(({ email, handle }) => [email, handle]));
  const mails = mailed
    .map(({ to, subject }) => ({ title: subject.replace(/^\[.*?\] /, ""), handle: handles.get(String(to)) }))
    .filter(({ title }) => isOurs(title))
    .map(({ title, handle }) => `${title} → ${handle}`);
  return { inbox, mails };
}

/** Deliveries of these producers' events by state. */
export async function countStates(databaseUrl: string, producers: string[]): Promise<Record<string, number>> {
  const rows = await query<{ state: string; count: number }>(
    databaseUrl,
    producers,
    "SELECT d.state, count(*)::int AS count FROM deliveries d JOIN ours USING (id) GROUP BY d.state",
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Those of them that are marked as perhaps sent twice. */
export async function gatherMarked(databaseUrl: string, producers: string[]): Promise<Set<string>> {
  const rows = await query<{ title: string; handle: string }>(
    databaseUrl,
    producers,
    `SELECT ours.title, u.handle FROM deliveries d JOIN ours USING (id) JOIN users u ON u.id = d.user_id
     WHERE d.maybe_duplicate`,
  );
  return new Set(rows.map(({ title, handle }) => `${title} → ${handle}`));
}

async function query<Row extends object>(databaseUrl: string, producers: string[], select: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(
      `WITH ours AS (
         SELECT d.id, a.title FROM activities a
         JOIN notifications n ON n.activity_id = a.id JOIN deliveries d ON d.notification_id = n.id
         WHERE a.title LIKE ANY ($1)
       ) ${select}`,
      [producers.map((name) => `${name} %`)],
    );
    return rows;
  } finally {
    await client.end();
  }
}

export const isOver = (states: Record<string, number>) => Object.keys(states).every((state) => TERMINAL.has(state));

function repeated(arrivals: string[]): string[] {
  const seen = new Set<string>();
  return arrivals.filter((one) => seen.has(one) || !seen.add(one));
}
