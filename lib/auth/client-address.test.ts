import { expect, test } from "vitest";
import { addressOf, isLoopback, networkOf } from "./client-address";

const heard = (value: string) => addressOf(new Headers({ "x-forwarded-for": value }));

test("the address is the nearest hop's word, in one writing", () => {
  expect(heard("203.0.113.9")).toBe("203.0.113.9");
  expect(heard("10.0.0.1, 203.0.113.9")).toBe("203.0.113.9");
  expect(heard("::ffff:127.0.0.1")).toBe("127.0.0.1");
  expect(heard("FE80::1%eth0")).toBe("fe80::1");
  expect(heard("'; DROP TABLE sessions")).toBeUndefined();
  expect(addressOf(new Headers())).toBeUndefined();
});

test("an IPv6 caller is its /64, an IPv4 caller itself", () => {
  expect(networkOf("203.0.113.9")).toBe("203.0.113.9");
  expect(networkOf("2001:db8:0:1::1")).toBe("2001:db8:0:1::/64");
  expect(networkOf("2001:db8:0:1:2:3:4:5")).toBe("2001:db8:0:1::/64");
  expect(networkOf("2001:0DB8::5".toLowerCase())).toBe("2001:db8:0:0::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
});

test("only this machine is loopback", () => {
  for (const address of ["127.0.0.1", "127.8.9.1", "::1"]) expect(isLoopback(address)).toBe(true);
  for (const address of ["128.0.0.1", "10.127.0.1", "127.evil.0.1", "::2"]) expect(isLoopback(address)).toBe(false);
});
