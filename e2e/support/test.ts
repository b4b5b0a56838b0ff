import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { assignedInstance } from "./assigned";
import type { InstanceFile, OutboxMail } from "./instance";

interface Belfry extends InstanceFile {
  outbox(): OutboxMail[];
  /** Sends an event as the demo's producer; answers the receipt. */
  tell(event: Record<string, unknown>): Promise<{ eventId: string; recipients: number; deliveries: number }>;
  /** Sends up to 500 events at once. */
  tellAll(events: Record<string, unknown>[]): Promise<void>;
  /** A page of this person's browser, signed in; console errors in it fail the test. `isFresh`: with nothing unread. */
  pageOf(handle: string, state?: { isFresh: boolean }): Promise<Page>;
}

/** The server has ended a socket, and the browser has not told its page yet: what is said meanwhile is said again. */
const ENDED_MEANWHILE = /^WebSocket is already in CLOSING or CLOSED state/;

export const test = base.extend<{ belfry: Belfry; allowedErrors: RegExp; watched: (page: Page) => Page }>({
  /** Console errors that a test causes on purpose: the browser itself reports failed loads. */
  allowedErrors: [/(?!)/, { option: true }],
  watched: async ({ allowedErrors }, use) => {
    const isAllowed = (text: string) => ENDED_MEANWHILE.test(text) || allowedErrors.test(text);
    const errors: string[] = [];
    await use((page) => {
      page.on(
        "console",
        (message) => message.type() === "error" && !isAllowed(message.text()) && errors.push(message.text()),
      );
      page.on("pageerror", (error) => errors.push(String(error)));
      return page;
    });
    expect(errors, "errors in the browser's console").toEqual([]);
  },
  page: async ({ page, watched }, use) => use(watched(page)),
  belfry: async ({ browser, watched, contextOptions }, use) => {
    const { dataDir } = assignedInstance();
    const file: InstanceFile = JSON.parse(readFileSync(join(dataDir, "instance.json"), "utf8"));
    const contexts: BrowserContext[] = [];
    await use({
      ...file,
      outbox: () =>
        // Drafts of mails that are just being written end otherwise.
        readdirSync(join(dataDir, "outbox"))
          .filter((name) => name.endsWith(".json"))
          .map((name) => JSON.parse(readFileSync(join(dataDir, "outbox", name), "utf8"))),
      tell: (event) => post(file, "events", event),
      tellAll: (events) => post(file, "events/batch", { events }),
      pageOf: async (handle, { isFresh } = { isFresh: false }) => {
        const context = await browser.newContext(contextOptions);
        contexts.push(context);
        const page = watched(await context.newPage());
        await page.goto(file.people.find((person) => person.handle === handle)?.signInUrl ?? "");
        if (isFresh) {
          const target = `${file.url}/api/workspaces/${file.workspace}/notifications/mark-all-read`;
          expect((await page.request.post(target, { data: {}, headers: { origin: file.url } })).status()).toBe(200);
          await expect(bellOf(page)).toHaveAccessibleName("Notifications");
        }
        return page;
      },
    });
    for (const context of contexts) await context.close();
  },
});

async function post<T>({ url, workspace, apiKey }: InstanceFile, path: string, body: unknown): Promise<T> {
  const answer = await fetch(`${url}/api/workspaces/${workspace}/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.clone().text()).toBe(202);
  return answer.json() as Promise<T>;
}

export const bellOf = (page: Page) => page.getByRole("button", { name: /^Notifications/ });

/** No accessibility violation on the page as it stands, once its colours have stopped changing. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  // Our pages have no frames to gather from, and only violations are looked at: all else would cost seconds.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const { violations } = await axe.analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
}

export { expect };
