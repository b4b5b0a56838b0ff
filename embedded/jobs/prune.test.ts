import { afterAll, beforeAll, expect, test } from "vitest";
import { createSchema, type Database, openDatabase } from "./database";
import { prune } from "./prune";
import { type Cluster, createDatabase, dropDatabase, openCluster } from "./testing/database";

let cluster: Cluster;
let url: string;
let db: Database;

beforeAll(async () => {
  cluster = await openCluster();
  url = await createDatabase(cluster);
  db = openDatabase(url, () => {});
});
afterAll(async () => {
  await db.close();
  await dropDatabase(cluster, url);
  await cluster.stop();
});

test("old runs, events and keys go; what is young, running or still to be used stays", async () => {
  await Promise.all([createSchema(db), createSchema(db)]);
  await db.query(`INSERT INTO jobs.event (id, name, body, received_at) SELECT id, 'e', '{}', now() - age FROM (VALUES
    ('finished', interval '3 days'), ('running', '3 days'), ('alone', '3 days'), ('debounced', '3 days'),
    ('young', '1 day')) AS x(id, age)`);
  await db.query(`INSERT INTO jobs.run (id, fn, event_id, finished_at) VALUES
    ('finished', 'f', 'finished', now() - interval '49 hours'), ('running', 'f', 'running', NULL),
    ('young', 'f', 'young', now() - interval '47 hours')`);
  await db.query("INSERT INTO jobs.step (run, id, val) VALUES ('finished', 'finished', '1'), ('young', 'young', '1')");
  await db.query(`INSERT INTO jobs.job (key, kind, payload) VALUES ('d', 'debounce', '{"event":"debounced"}')`);
  await db.query("INSERT INTO jobs.once VALUES ('old', now() - interval '3 days'), ('young', now())");

  await prune(db, 48 * 60 * 60_000);

  const ids = async (table: string) => {
    const column = table === "once" ? "key" : "id";
    const rows = await db.query<{ id: string }>(`SELECT ${column} AS id FROM jobs.${table} ORDER BY 1`);
    return rows.map(({ id }) => id);
  };
  expect(await ids("run")).toEqual(["running", "young"]);
  expect(await ids("step")).toEqual(["young"]);
  expect(await ids("event")).toEqual(["debounced", "running", "young"]);
  expect(await ids("once")).toEqual(["young"]);
});
