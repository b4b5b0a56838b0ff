import { sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { useDatabase } from "@/tests/database";
import { useResendServer } from "@/tests/resend-server";
import { alertOperator } from "./operator-alert";

useDatabase();

const provider = useResendServer();

beforeAll(async () => {
  process.env.SYSTEM_ALERT_EMAIL = "ops@example.com";
});

it("mails once an hour about the same, and about something else at once", async () => {
  const alert = { key: "job:keep-house", title: "The job keep-house has failed", text: "First.\n\nSecond <b>." };
  provider.behave(() => ({ status: 500, message: "later" }));
  await expect(alertOperator(alert)).rejects.toThrow("later");
  provider.behave(() => "accept");
  expect(await Promise.all([alertOperator(alert), alertOperator(alert)])).toEqual(
    expect.arrayContaining(["mailed", "logged"]),
  );
  expect(await alertOperator({ ...alert, key: "job:another" })).toBe("mailed");
  expect(provider.mails).toHaveLength(2);
  expect(provider.mails[0]).toMatchObject({ to: "ops@example.com", subject: "[Belfry] The job keep-house has failed" });
  expect(provider.mails[0]?.text).toContain("Second <b>.");
  expect(provider.mails[0]?.html).toContain("Second &lt;b&gt;.");
  await db().execute(sql`UPDATE rate_buckets SET updated_at = updated_at - interval '61 minutes'`);
  expect(await alertOperator(alert)).toBe("mailed");
});
