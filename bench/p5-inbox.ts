import { GET as getList } from "@/app/api/workspaces/[ws]/notifications/route";
import { GET as getCount } from "@/app/api/workspaces/[ws]/notifications/unread-count/route";
import { cookieFor, makePerson, makeTeam } from "@/tests/people";
import type { Bench } from "./support/bench";
import { query, switchDatabase } from "./support/database";
import { medianTime, sideBySide } from "./support/rounds";
import type { Row } from "./support/row";

const CALLS = 80;
const PEOPLE = 10;
const LARGE = 1_000_000;
const SMALL = 1_000;

interface Inbox {
  url: string;
  slug: string;
  cookie: string;
}

/** What an open page asks for, in an inbox of years. */
export const p5: Row = {
  id: "P5",
  measure: "one person's inbox among 1,000,000 rows (100,000 theirs), p50",
  floor: "the same among 1,000 rows (100 theirs)",
  async run(bench) {
    const small = await makeInbox(bench, "inbox_small", SMALL);
    const large = await makeInbox(bench, "inbox_large", LARGE);
    const parts = [
      { part: "unread-count", handler: getCount, path: "/unread-count" },
      { part: "first page", handler: getList, path: "?limit=20" },
      { part: "first page, unread", handler: getList, path: "?limit=20&unread=true" },
    ];
    const findings = [];
    for (const { part, handler, path } of parts) {
      const measure = async (inbox: Inbox) => {
        await switchDatabase(inbox.url);
        const call = () => ask(handler, inbox, path);
        await medianTime(20, call);
        return medianTime(CALLS, call);
      };
      const both = await sideBySide(
        () => measure(small),
        () => measure(large),
      );
      findings.push({ part, unit: "ms", budget: { atMost: 1.3 }, ...both });
    }
    return findings;
  },
};

async function ask(handler: typeof getList, { slug, cookie }: Inbox, path: string): Promise<void> {
  const url = `http://localhost:3000/api/workspaces/${slug}/notifications${path}`;
  const request = new Request(url, { headers: { cookie, "sec-fetch-site": "same-origin" } });
  const answer = await handler(request, { params: Promise.resolve({ ws: slug }) });
  if (answer.status !== 200) throw new Error(`The inbox answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** Ten people who were told the same things; every third is unread. */
async function makeInbox(bench: Bench, name: string, rows: number): Promise<Inbox> {
  const url = await bench.database(name);
  await switchDatabase(url);
  const team = await makeTeam();
  const people = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await makePerson(team));
  const [first] = people;
  if (!first) throw new Error("nobody");
  await query(url, fill(team.workspaceId, rows / PEOPLE));
  await query(url, "VACUUM ANALYZE");
  return { url, slug: team.slug, cookie: await cookieFor(first) };
}

// Without foreign keys checked row by row: what is measured is reading.
const fill = (workspaceId: string, events: number) => `
  SET session_replication_role = replica;
  SET synchronous_commit = off;
  INSERT INTO activities (workspace_id, type, category, priority, actor_kind, title, body, created_at)
  SELECT '${workspaceId}', 'issue.new', 'tracking', 'normal', 'system', 'Issue ' || n, 'It happened again.',
    now() - make_interval(mins => ${events} - n)
  FROM generate_series(1, ${events}) n;
  INSERT INTO notifications (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision,
    read_at, created_at, listed_at)
  SELECT a.workspace_id, m.user_id, a.id, true, a.type, a.category, a.priority,
    row_number() OVER (PARTITION BY m.user_id ORDER BY a.created_at),
    '{}', CASE WHEN random() < 0.66 THEN now() END, a.created_at, a.created_at
  FROM activities a, members m WHERE m.workspace_id = a.workspace_id;
  INSERT INTO inbox_counters (user_id, workspace_id, unread, seq)
  SELECT user_id, workspace_id, count(*) FILTER (WHERE read_at IS NULL), max(seq)
  FROM notifications GROUP BY user_id, workspace_id;
  SET session_replication_role = DEFAULT`;
