import type { Browser } from "@playwright/test";
import { SECTIONS } from "@/components/settings/sections";
import { longTasksOf, openBrowser, scriptsOf, signIn, type Visitor } from "./support/browser";
import { sideBySide } from "./support/rounds";
import type { Finding, Row } from "./support/row";

const ROUNDS = 5;
/** The page whose start is timed: little on it but the shell. */
const PLAIN = "/settings/profile";
const INBOX = "/notifications";

/** What a page makes the browser load and do before it can be used, beside a page that shows one word. */
export const p11: Row = {
  id: "P11",
  measure: "first load",
  floor: "an empty app of the same React and Next",
  async run(bench) {
    const { url, people } = (await bench.instance()).file;
    const empty = (await bench.floorApp()).url;
    const browser = await openBrowser(bench);
    const owner = await signIn(browser, people.find(({ role }) => role === "owner")?.signInUrl ?? "");
    const floor = await scriptsOf(browser, undefined, empty);
    const settings = await heaviest(browser, owner, url);
    const inbox = await scriptsOf(browser, owner, url + INBOX);
    const idle = await scriptsOf(browser, owner, url + PLAIN, true);
    const scripts = (part: string, result: number, budget: Finding["budget"]): Finding => {
      return { part: `JavaScript, gzip, ${part}`, unit: "KB", floor, result, ratio: result / floor, budget };
    };
    const tasks = async (path: string): Promise<Finding> => {
      const ours = () => longTasksOf(browser, owner, url + path);
      const both = await sideBySide(() => longTasksOf(browser, undefined, empty), ours, ROUNDS);
      return { part: `long tasks, ${path}`, unit: "ms", budget: { atMost: 2.5 }, ...both };
    };
    return [
      scripts(`heaviest settings page (${settings.path})`, settings.size, { atMostMore: 110 }),
      scripts(INBOX, inbox, { atMostMore: 150 }),
      scripts(`${PLAIN}, with all that comes when idle`, idle, "reported"),
      await tasks(PLAIN),
      await tasks(INBOX),
    ];
  },
};

async function heaviest(browser: Browser, visitor: Visitor, url: string): Promise<{ path: string; size: number }> {
  const sizes: { path: string; size: number }[] = [];
  for (const { slug } of SECTIONS) {
    const path = `/settings/${slug}`;
    sizes.push({ path, size: await scriptsOf(browser, visitor, url + path) });
  }
  return sizes.reduce((most, one) => (one.size > most.size ? one : most));
}
