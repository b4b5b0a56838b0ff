import { describe, expect, it } from "vitest";
import { eventFrame, textFrame } from "./frame";

describe("textFrame", () => {
  it.each([
    [0, "8100"],
    [125, "817d"],
    [126, "817e007e"],
    [65_535, "817effff"],
    [65_536, "817f0000000000010000"],
  ])("writes the length %i as RFC 6455 does", (length, header) => {
    const frame = textFrame("x".repeat(length));
    expect(frame.subarray(0, header.length / 2).toString("hex")).toBe(header);
    expect(frame).toHaveLength(header.length / 2 + length);
  });

  it("counts bytes, not characters", () => {
    expect(textFrame("ü😀")).toEqual(Buffer.from([0x81, 6, ...Buffer.from("ü😀")]));
  });
});

describe("eventFrame", () => {
  it("leaves out the channel where there is none, and keeps half a character from breaking the text", () => {
    expect(eventFrame("e", "\ud800").subarray(2).toString()).toBe('{"event":"e","data":"\\ud800"}');
    expect(eventFrame("e", {}, "news").subarray(2).toString()).toBe('{"event":"e","channel":"news","data":{}}');
  });
});
