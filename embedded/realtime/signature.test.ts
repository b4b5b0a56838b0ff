import { describe, expect, it } from "vitest";
import { isAuthorized, isEqual, sign } from "./signature";
import { APP } from "./test-support";

describe("the signatures published by Pusher", () => {
  it.each([
    ["1234.1234:private-foobar", "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"],
    ['1234.1234::user::{"id":"12345"}', "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba"],
    [
      '1234.1234:presence-foobar:{"user_id":10,"user_info":{"name":"Mr. Channels"}}',
      "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
    ],
  ])("%s", (text, signature) => {
    expect(sign(APP.secret, text)).toBe(signature);
    expect(isAuthorized(APP, `${APP.key}:${signature}`, [text])).toBe(true);
  });

  it("belongs to one key, one secret and one text", () => {
    const auth = `${APP.key}:${sign(APP.secret, "1.1:private-a")}`;
    expect(isAuthorized(APP, auth, ["1.1", "private-a"])).toBe(true);
    expect(isAuthorized(APP, auth, ["1.1", "private-b"])).toBe(false);
    expect(isAuthorized({ ...APP, key: "other" }, auth, ["1.1", "private-a"])).toBe(false);
    expect(isAuthorized({ ...APP, secret: "other" }, auth, ["1.1", "private-a"])).toBe(false);
    expect(isAuthorized(APP, auth.slice(0, -1), ["1.1", "private-a"])).toBe(false);
  });

  it("compares strings of any length and script", () => {
    expect(isEqual("aé", "aé")).toBe(true);
    expect(isEqual("ab", "aé")).toBe(false);
    expect(isEqual("", "a")).toBe(false);
  });
});
