import { notify } from "@/lib/notifications/events/notify";
import { query, switchDatabase } from "./support/database";
import { makeCrowd } from "./support/people";
import { sideBySide, timed } from "./support/rounds";
import type { Row } from "./support/row";

const PEOPLE = 10_000;

/** The same rows once more, for another activity: what no fan-out can do without. */
const COPY = `
  WITH n AS (
    INSERT INTO notifications
      (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision, group_id)
    SELECT workspace_id, user_id, $2, in_inbox, type, category, priority, seq, decision, group_id FROM notifications WHERE activity_id = $1
    RETURNING id, user_id
  )
  INSERT INTO deliveries (workspace_id, notification_id, user_id, channel, address, next_attempt_at)
  SELECT d.workspace_id, n.id, d.user_id, d.channel, d.address, d.next_attempt_at
  FROM notifications o JOIN deliveries d ON d.notification_id = o.id JOIN n ON n.user_id = o.user_id
  WHERE o.activity_id = $1`;

/** One event for everybody of a large workspace, by every channel there is, until it is committed. */
export const p4: Row = {
  id: "P4",
  measure: "fan-out to 10,000 people by every channel, committed",
  floor: "one raw INSERT … SELECT of the same rows",
  async run(bench) {
    const url = await bench.database("fan_out");
    await switchDatabase(url);
    const { workspaceId } = await makeCrowd(url, PEOPLE);
    const tell = () =>
      notify(
        { kind: "system", workspaceId },
        { type: "session.escalated", title: "Everybody should know", recipients: { everyone: true } },
      );
    let last = (await tell()).eventId;
    const both = await sideBySide(
      async () => {
        const copy = await copyActivity(url, last);
        return timed(() => query(url, COPY, [last, copy]));
      },
      () =>
        timed(async () => {
          last = (await tell()).eventId;
        }),
    );
    return [{ unit: "ms", budget: { atMost: 2 }, ...both }];
  },
};

async function copyActivity(url: string, id: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    url,
    `INSERT INTO activities (workspace_id, type, category, priority, actor_kind, title)
     SELECT workspace_id, type, category, priority, actor_kind, title FROM activities WHERE id = $1 RETURNING id`,
    [id],
  );
  return row?.id ?? "";
}
