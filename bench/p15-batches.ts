import { query } from "./support/database";
import { Client } from "./support/http";
import { eventFor, makeProducers } from "./support/producers";
import { medianTime, sideBySide } from "./support/rounds";
import type { Row } from "./support/row";

const BATCH = 500;
const CALLS = 5;

/** The same rows once more, for activities of their own: what no acceptance can do without. */
const COPY = `
  WITH pairs AS MATERIALIZED (
    SELECT id AS old, gen_random_uuid() AS new FROM activities ORDER BY created_at DESC, id DESC LIMIT ${BATCH}
  ), a AS (
    INSERT INTO activities (id, workspace_id, type, category, priority, actor_kind, actor_id, title, recipients)
    SELECT new, workspace_id, type, category, priority, actor_kind, actor_id, title, recipients
    FROM pairs JOIN activities ON id = old
  ), c AS (
    UPDATE inbox_counters c SET unread = unread + ${BATCH}, seq = seq + ${BATCH}
    WHERE (user_id, workspace_id) IN (SELECT user_id, workspace_id FROM notifications JOIN pairs ON activity_id = old)
  )
  INSERT INTO notifications
    (workspace_id, user_id, activity_id, in_inbox, type, category, priority, seq, decision, group_id)
  SELECT workspace_id, user_id, new, in_inbox, type, category, priority, seq, decision, group_id
  FROM pairs JOIN notifications ON activity_id = old`;

/** How long a batch of events takes until its 202, against the rows alone. */
export const p15: Row = {
  id: "P15",
  measure: `events accepted a second, in batches of ${BATCH}, one recipient each`,
  floor: "one raw INSERT … SELECT of the same rows",
  async run(bench) {
    const instance = await bench.instance();
    const { header, workspace, userId } = await makeProducers(instance.file.databaseUrl);
    const client = new Client(instance.file.url);
    const events = Array.from({ length: BATCH }, (_, i) => eventFor(userId, `Somebody answered ${i}`));
    const perSecond = async (work: () => Promise<unknown>) => (BATCH * 1000) / (await medianTime(CALLS, work));
    const ours = () =>
      perSecond(() => client.send("POST", `/api/workspaces/${workspace}/events/batch`, { events }, 202, header()));
    const floor = () => perSecond(() => query(instance.file.databaseUrl, COPY));
    await ours();
    await floor();
    const both = await sideBySide(floor, ours);
    client.close();
    return [{ unit: "/s", budget: { atLeast: 0.4 }, ...both }];
  },
};
