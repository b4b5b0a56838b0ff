import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { processStart } from "../supervisor/lock.mjs";
import { type RunningPostgres, startPostgres } from "./server";

const folders: string[] = [];
const running: RunningPostgres[] = [];
const strangers: ChildProcess[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  for (const stranger of strangers.splice(0)) stranger.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "belfry postgres-")); // a space: paths are never parsed by a shell
  folders.push(folder);
  return folder;
}

async function start(dataDir: string, port?: number): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir, port, fast: true });
  running.push(postgres);
  return postgres;
}

async function ask<T>(postgres: RunningPostgres, sql: string): Promise<T> {
  const client = new Client({ connectionString: postgres.url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows[0]?.[0] as T;
  } finally {
    await client.end();
  }
}

describe("the embedded PostgreSQL", () => {
  it("makes a UTF-8 database behind a password, and keeps data, port and password over a stop", async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    expect(await ask(first, "show server_encoding")).toBe("UTF8");
    expect(
      await ask(first, "select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'belfry'"),
    ).toBe("b C.UTF-8");
    expect(await ask(first, "select lower('ÄÉ')")).toBe("äé");
    await ask(first, "create extension pg_trgm");
    expect(await ask(first, "select array_length(show_trgm('通知'), 1)")).toBeGreaterThan(0);
    await ask(first, "create table bell as select 42 as rings");
    expect(statSync(join(dataDir, "postgres", "password")).mode & 0o777).toBe(0o600);
    const wrong = new Client({ connectionString: first.url.replace(/:[0-9a-f]+@/, ":guess@") });
    await expect(wrong.connect()).rejects.toThrow(/password authentication failed/);
    await first.stop();
    await first.ended;
    expect(processStart(first.pid)).toBeNull();

    const second = await start(dataDir);
    expect(second.url).toBe(first.url);
    expect(await ask(second, "select rings from bell")).toBe(42);
  });

  it("recovers after kill -9 of the server while its workers are busy", async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await ask(first, "create table bell as select 42 as rings");
    const busy = ask(first, "select pg_sleep(60)").catch(() => "cut off");
    await untilSleeping(first);
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    const second = await start(dataDir);
    expect(await ask(second, "select rings from bell")).toBe(42);
    expect(await busy).toBe("cut off");
  });

  it("ends a left-over server of the same folder and takes its place", async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await ask(first, "create table bell as select 42 as rings");
    const second = await start(dataDir);
    await first.ended;
    expect(second.port).toBe(first.port);
    expect(await ask(second, "select rings from bell")).toBe(42);
  });

  it("leaves a stranger alone whose process number stands in a stale postmaster.pid", async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    const pidFile = join(dataDir, "postgres", "data", "postmaster.pid");
    const content = readFileSync(pidFile, "utf8");
    await first.stop();
    const stranger = spawn("sleep", ["60"]);
    strangers.push(stranger);
    writeFileSync(pidFile, content.replace(/^\d+/, String(stranger.pid)));
    const second = await start(dataDir);
    expect(await ask(second, "select 1")).toBe(1);
    expect(processStart(stranger.pid as number)).not.toBeNull();
  });

  it("refuses a folder of another PostgreSQL version with a sentence", async () => {
    const dataDir = newFolder();
    await (await start(dataDir)).stop();
    writeFileSync(join(dataDir, "postgres", "data", "PG_VERSION"), "15\n");
    await expect(start(dataDir)).rejects.toThrow(/was made by PostgreSQL 15, this Belfry brings 18/);
  });

  it("chooses another port when last time's is taken, but not when it was told which", async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await first.stop();
    const other = await start(newFolder(), first.port);
    expect((await start(dataDir)).port).not.toBe(other.port);
  });
});

async function untilSleeping(postgres: RunningPostgres): Promise<void> {
  const sleeping = "select count(*)::int from pg_stat_activity where wait_event = 'PgSleep'";
  await expect.poll(() => ask(postgres, sleeping)).toBe(1);
}
