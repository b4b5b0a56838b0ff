import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readCapped } from "./incoming-body";

const MB = 1024 * 1024;
const url = "http://localhost:3000/api/inngest";

/** A body that begins and is ended, or broken off, by hand. */
function begun(bytes: number, max = 4 * MB) {
  let end = () => {};
  let breakOff = () => {};
  let isCancelled = false;
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(bytes));
      end = () => controller.close();
      breakOff = () => controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    },
    cancel: () => {
      isCancelled = true;
    },
  });
  const request = new Request(url, { method: "POST", body, duplex: "half" } as RequestInit);
  const read = readCapped(request, max).then(
    ({ byteLength }) => byteLength,
    ({ code }) => code as string,
  );
  return { read, end: () => end(), breakOff: () => breakOff(), isCancelled: () => isCancelled };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("bodies that are not ended", () => {
  it("hold twelve megabytes together at the most: the largest give way, and small ones are taken meanwhile", async () => {
    const hoarded = Array.from({ length: 100 }, () => begun(3.5 * MB));
    await settled();
    const given = hoarded.filter(({ isCancelled }) => isCancelled());
    expect(given.length).toBeGreaterThanOrEqual(97);
    expect(new Set(await Promise.all(given.map(({ read }) => read)))).toEqual(new Set(["request_timeout"]));
    const honest = begun(256 * 1024);
    honest.end();
    expect(await honest.read).toBe(256 * 1024);
    for (const one of hoarded) if (!one.isCancelled()) one.end();
    const kept = await Promise.all(hoarded.map(({ read }) => read));
    expect(kept.filter((size) => size === 3.5 * MB).length).toBe(100 - given.length);
  });

  it("give back what they held, however they end", async () => {
    for (let i = 0; i < 30; i++) {
      const [broken, large, whole] = [begun(MB), begun(2 * MB, MB), begun(MB)];
      broken.breakOff();
      whole.end();
      expect(await Promise.all([broken.read, large.read, whole.read])).toEqual(["malformed", "too_large", MB]);
    }
    const [one, other, third] = [begun(3 * MB), begun(4 * MB), begun(4 * MB)];
    for (const last of [one, other, third]) last.end();
    expect(await Promise.all([one.read, other.read, third.read])).toEqual([3 * MB, 4 * MB, 4 * MB]);
  });

  describe("in time", () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it("are given up, later where more may come", async () => {
      const [small, large] = [begun(10, 4096), begun(10, 2 * MB)];
      await vi.advanceTimersByTimeAsync(11_000);
      expect([small.isCancelled(), large.isCancelled()]).toEqual([true, false]);
      await vi.advanceTimersByTimeAsync(32_000);
      expect(await Promise.all([small.read, large.read])).toEqual(["request_timeout", "request_timeout"]);
    });
  });
});
