import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import playwright from "@/playwright.config";
import type { Bench } from "./bench";

/** What a browser is before it visits a page: nobody, or somebody who has signed in. Its cache is always empty. */
export type Visitor = Awaited<ReturnType<BrowserContext["storageState"]>> | undefined;

/** How much slower than this machine the browser is: a phone of some years ago, and tasks that stand out of the noise. */
const SLOWER = 4;
/** Time for what is fetched and run when the page is idle. */
const SETTLED_MS = 3_000;

// As text: what a bundler makes of a function may lean on helpers that the page has not.
const NEVER_IDLE = "window.requestIdleCallback = () => 0;";
const WATCH_LONG_TASKS = `
  window.longTasks = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks += duration;
  }).observe({ type: "longtask", buffered: true });
`;

/** A Chromium that ends with the bench. */
export async function openBrowser(bench: Bench): Promise<Browser> {
  const browser = await chromium.launch(playwright.use?.launchOptions);
  bench.onClose(() => browser.close());
  return browser;
}

export async function signIn(browser: Browser, signInUrl: string): Promise<Visitor> {
  return visit(browser, undefined, async (page) => {
    await page.goto(signInUrl, { waitUntil: "load" });
    return page.context().storageState();
  });
}

/**
 * KB of JavaScript that a page's first load asks for: every script file requested until the network is quiet, each
 * counted once, compressed by us (gzip, its usual level), whatever the server sends; scripts inside the document are not
 * files. `withIdle`: also what is fetched once the page is idle. Without it the browser of this visit is never idle, so
 * that what waits for idle moments never comes, and nothing that belongs to the first load can hide among it.
 */
export function scriptsOf(browser: Browser, visitor: Visitor, url: string, withIdle = false): Promise<number> {
  return visit(browser, visitor, async (page) => {
    const urls = new Set<string>();
    page.on("request", (request) => request.resourceType() === "script" && urls.add(request.url()));
    if (!withIdle) await page.addInitScript({ content: NEVER_IDLE });
    await page.goto(url, { waitUntil: "networkidle" });
    if (withIdle) await page.waitForTimeout(SETTLED_MS);
    const sizes = await Promise.all([...urls].map(compressedSize));
    return sizes.reduce((sum, size) => sum + size, 0) / 1000;
  });
}

/** Milliseconds of a page's start, what it does when idle included, in tasks of 50 ms and more: there it answers nobody. */
export function longTasksOf(browser: Browser, visitor: Visitor, url: string): Promise<number> {
  return visit(browser, visitor, async (page) => {
    const devTools = await page.context().newCDPSession(page);
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.addInitScript({ content: WATCH_LONG_TASKS });
    await page.goto(url, { waitUntil: "networkidle" });
    await page.waitForTimeout(SETTLED_MS);
    return page.evaluate<number>("window.longTasks");
  });
}

async function compressedSize(url: string): Promise<number> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return gzipSync(Buffer.from(await answer.arrayBuffer())).length;
}

async function visit<T>(browser: Browser, visitor: Visitor, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ storageState: visitor, viewport: { width: 1360, height: 820 } });
  try {
    const page = await context.newPage();
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    const seen = await look(page);
    // A page that broke has not loaded all it needs.
    if (errors[0]) throw errors[0];
    return seen;
  } finally {
    await context.close();
  }
}
