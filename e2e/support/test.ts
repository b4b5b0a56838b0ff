import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import type { InstanceFile, OutboxMail } from "./instance";

interface Belfry extends InstanceFile {
  outbox(): OutboxMail[];
  /** Sends an event as the demo's producer; answers the receipt. */
  tell(event: Record<string, unknown>): Promise<{ eventId: string; recipients: number; deliveries: number }>;
  /** A page of this person's browser, signed in; console errors in it fail the test. */
  pageOf(handle: string): Promise<Page>;
}

/** Expected noise: the browser itself reports failed loads that a test causes on purpose. */
const ALLOWED = /net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED/;

export const test = base.extend<{ belfry: Belfry; watched: (page: Page) => Page }>({
  watched: async ({}, use) => {
    const errors: string[] = [];
    await use((page) => {
      page.on(
        "console",
        (message) => message.type() === "error" && !ALLOWED.test(message.text()) && errors.push(message.text()),
      );
      page.on("pageerror", (error) => errors.push(String(error)));
      return page;
    });
    expect(errors, "errors in the browser's console").toEqual([]);
  },
  page: async ({ page, watched }, use) => use(watched(page)),
  belfry: async ({ browser, watched, contextOptions }, use) => {
    const { dataDir } = JSON.parse(process.env.BELFRY_E2E ?? "{}");
    const file: InstanceFile = JSON.parse(readFileSync(join(dataDir, "instance.json"), "utf8"));
    const contexts: BrowserContext[] = [];
    await use({
      ...file,
      outbox: () =>
        readdirSync(join(dataDir, "outbox")).map((name) =>
          JSON.parse(readFileSync(join(dataDir, "outbox", name), "utf8")),
        ),
      tell: async (event) => {
        const answer = await fetch(`${file.url}/api/workspaces/${file.workspace}/events`, {
          method: "POST",
          headers: { authorization: `Bearer ${file.apiKey}`, "content-type": "application/json" },
          body: JSON.stringify(event),
        });
        expect(answer.status, await answer.clone().text()).toBe(202);
        return answer.json();
      },
      pageOf: async (handle) => {
        const context = await browser.newContext(contextOptions);
        contexts.push(context);
        const page = watched(await context.newPage());
        await page.goto(file.people.find((person) => person.handle === handle)?.signInUrl ?? "");
        return page;
      },
    });
    for (const context of contexts) await context.close();
  },
});

/** No accessibility violation on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
}

export { expect };
