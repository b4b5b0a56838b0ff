import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { useDatabase } from "@/tests/database";
import { perBrowser } from "./bucket";
import { limitCalls } from "./limit";

useDatabase();

const bucketOf = (knownAs: string) => perBrowser("test", { knownAs });

async function callUntilRefused(key: string, limit: { burst: number; perSecond: number }): Promise<number> {
  for (let calls = 0; ; calls++) {
    const headers = new Headers();
    const refused = await limitCalls(bucketOf(key), limit, headers).then(
      () => null,
      (error: unknown) => error,
    );
    if (refused) {
      expect(refused).toMatchObject({ code: "rate_limited" });
      expect(headers.get("ratelimit-remaining")).toBe("0");
      return calls;
    }
  }
}

it("allows exactly the burst of a slow bucket", async () => {
  expect(await callUntilRefused("slow", { burst: 7, perSecond: 0.01 })).toBe(7);
});

it("draws on a fast bucket ahead, one statement for many calls, and still refuses in time", async () => {
  const limit = { burst: 300, perSecond: 100 };
  const headers = new Headers();
  for (let i = 0; i < 5; i++) await limitCalls(bucketOf("fast"), limit, headers);
  expect(headers.get("ratelimit-remaining")).toBe("295");
  const { rows } = await db().execute<{ tokens: number }>(sql`SELECT tokens FROM rate_buckets WHERE key = 'test:fast'`);
  expect(rows[0]?.tokens).toBe(290);
  const since = performance.now();
  const calls = 5 + (await callUntilRefused("fast", limit));
  const regained = ((performance.now() - since) / 1000) * limit.perSecond;
  expect(calls).toBeGreaterThanOrEqual(limit.burst - 10);
  expect(calls).toBeLessThanOrEqual(limit.burst + regained + 20);
});
