import { Instance } from "@/e2e/support/instance";
import { UNSET } from "./support/environment";
import { startFloorApp } from "./support/floor-app";
import { median, sideBySide, timed } from "./support/rounds";
import type { Finding, Row } from "./support/row";

const STARTS = 5;
const CRASHES = 3;

/** From `npm start` on a built tree to the first answer, after Ctrl-C and after kill -9 of every process. */
export const p12: Row = {
  id: "P12",
  measure: "npm start until ready",
  floor: "next start of an empty app",
  async run(bench) {
    const instance = await Instance.create(UNSET);
    bench.onClose(() => instance.remove());
    const first = await timed(() => instance.start());
    await instance.stop();
    const clean = async () => {
      const ms = await timed(() => instance.start());
      await instance.stop();
      return ms;
    };
    const both = await sideBySide(() => startEmpty(bench.root), clean, STARTS);
    const crashes: number[] = [];
    await instance.start();
    for (let i = 0; i < CRASHES; i++) {
      for (const pid of Object.values(instance.file.pids)) process.kill(pid, "SIGKILL");
      await instance.until(() => !instance.isRunning);
      crashes.push(await timed(() => instance.start()));
    }
    const reported = (part: string, result: number): Finding => {
      return { part, unit: "ms", budget: "reported", result, floor: both.floor, ratio: result / both.floor };
    };
    return [
      { part: "after a clean stop", unit: "ms", budget: { atMost: 3 }, ...both },
      reported("after kill -9 of everything", median(crashes)),
      reported("on an empty data folder", first),
    ];
  },
};

async function startEmpty(root: string): Promise<number> {
  const app = await startFloorApp(root, "postgres://nobody@127.0.0.1:1/none");
  await app.stop();
  return app.startedInMs;
}
