import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { startSmtpServer } from "../tests/smtp-server";
import { ask } from "./support/engines";
import { Instance } from "./support/instance";

const MAILS = 12;

test("stopped in the midst of sending, Belfry finishes what is under way and sends the rest at its next start", async () => {
  test.setTimeout(180_000);
  const smtp = await startSmtpServer();
  const belfry = await Instance.create({ SMTP_URL: smtp.url, MAIL_FROM: "Bell <bell@others.test>" });
  try {
    await belfry.start();
    smtp.behave((stage) => (stage === "end" ? sleep(3_000).then(() => undefined) : undefined));
    const { url, workspace, apiKey } = belfry.file;
    const events = Array.from({ length: MAILS }, (_, n) => {
      return { type: "test", title: `Bell ${n}`, recipients: { users: ["@tomas"] } };
    });
    const answer = await fetch(`${url}/api/workspaces/${workspace}/events/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ events }),
    });
    expect(answer.ok, await answer.clone().text()).toBe(true);
    await belfry.until(() => smtp.state.open === 5);
    const since = performance.now();
    expect(await belfry.stop()).toBe(0);
    expect(performance.now() - since).toBeLessThan(15_000);
    expect(smtp.received).toHaveLength(5);

    smtp.behave(() => undefined);
    await belfry.start();
    // The demo has some of its own.
    const rows = `SELECT state, attempts, maybe_duplicate AS marked, count(*)::int AS count FROM deliveries
      WHERE channel = 'email' GROUP BY 1, 2, 3`;
    const inTheLog = () => ask(belfry.file.databaseUrl, rows);
    const once = { state: "sent", attempts: 1, marked: false, count: expect.any(Number) };
    await expect.poll(inTheLog, { timeout: 90_000 }).toEqual([once]);
    const [{ count } = {}] = await inTheLog();
    expect(Number(count)).toBeGreaterThanOrEqual(MAILS);
    expect(smtp.received).toHaveLength(Number(count));
  } finally {
    await belfry.remove();
    await smtp.close();
  }
});
