import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { readInbox, signInByLink } from "./support/api";
import { Instance } from "./support/instance";
import { Producer } from "./support/producer";

const PROCESSES = ["web", "realtime", "jobs", "mailbox", "postgres"];

/** Longest way back for a mail whose worker was killed: its lease (30 s), then the next sweep (60 s), then the sending. */
const RECOVERY_MS = 150_000;

test("kill -9 of each process in turn, then of all at once, loses no accepted event and repeats no mail", async () => {
  test.setTimeout(600_000);
  const instance = await Instance.create();
  try {
    await instance.start();
    const { file } = instance;
    const producer = new Producer(() => file, "@aino");
    for (const name of PROCESSES) {
      await sleep(1500);
      await killOne(instance, name);
    }
    await sleep(1500);
    for (const pid of Object.values(instance.file.pids)) process.kill(pid, "SIGKILL");
    await instance.until(() => !instance.isRunning);
    await instance.start();
    await sleep(2000);
    await producer.finish();

    expect(producer.acknowledged.size).toBeGreaterThan(100);
    const ours = (titles: string[]) =>
      titles.map((title) => title.replace(/^\[.*?\] /, "")).filter((title) => title.startsWith("Event "));
    const mailed = () => ours(instance.outbox().map((mail) => mail.subject));
    await instance.until(() => new Set(mailed()).size >= producer.acknowledged.size, RECOVERY_MS);

    const { rows } = await readInbox(file, await signInByLink(file, "aino"));
    const received = ours(rows.map((row) => row.title));
    expect(sorted(received), "the inbox holds each accepted event once").toEqual(sorted([...producer.acknowledged]));
    expect(sorted(mailed()), "the outbox holds each accepted event's mail once").toEqual(
      sorted([...producer.acknowledged]),
    );
    console.log(`${producer.acknowledged.size} events accepted; 0 lost, 0 unexpected, 0 mails repeated`);
    expect(await instance.stop()).toBe(0);
  } finally {
    await instance.remove();
  }
});

async function killOne(instance: Instance, name: string): Promise<void> {
  const pid = instance.file.pids[name] ?? 0;
  process.kill(pid, "SIGKILL");
  await instance.until(() => instance.file.pids[name] !== pid, 60_000);
  await instance.until(() => instance.isReady(), 60_000);
}

const sorted = (titles: string[]) => [...titles].sort();
