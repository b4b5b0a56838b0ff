import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isPublicAddress } from "./address";
import { INSIDE } from "./test-support";

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "52.84.1.1",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.0.1",
  "172.32.0.1",
  "2606:4700::1111",
  "2a00:1450:4001::1",
])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

test.each(INSIDE)("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));

test("what is no address is not public", () => {
  fc.assert(fc.property(fc.string(), (text) => isIP(text) !== 0 || !isPublicAddress(text)));
  for (const text of ["", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "8.8.8.8 ", "[2606:4700::1]"])
    expect(isPublicAddress(text)).toBe(false);
});
