import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { md5, sign } from "./signature";
import { verifyRequest } from "./signed-request";
import { APP } from "./test-support";

const TIME_S = 1_353_088_179;
const BODY = Buffer.from('{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}');

/** A request signed as the SDKs do it: over the plain values, whatever the address then looks like. */
function request(changes: { method?: string; path?: string; body?: Buffer; params?: Record<string, string> } = {}) {
  const { method = "POST", path = "/apps/3/events", body = BODY } = changes;
  const params: Record<string, string> = { auth_key: APP.key, auth_timestamp: String(TIME_S), auth_version: "1.0" };
  if (body.length > 0) params.body_md5 = md5(body);
  Object.assign(params, changes.params);
  const names = Object.keys(params).sort();
  const text = names.map((name) => `${name}=${params[name]}`).join("&");
  const query = names.map((name) => `${name}=${encodeURIComponent(params[name] ?? "")}`).join("&");
  const signature = sign(APP.secret, [method, path, text].join("\n"));
  return { method, path: encodeURI(path), body, query: `${query}&auth_signature=${signature}` };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: TIME_S * 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("verifyRequest", () => {
  it("accepts the published example", () => {
    const query =
      "body_md5=ec365a775a4cd0599faeb73354201b6f&auth_version=1.0&auth_key=278d425bdf160c739803" +
      "&auth_timestamp=1353088179&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";
    const { path, params } = verifyRequest(APP, { method: "POST", path: "/apps/3/events", query, body: BODY });
    expect(path).toBe("/apps/3/events");
    expect(params.get("body_md5")).toBe("ec365a775a4cd0599faeb73354201b6f");
  });

  it("accepts paths and values that were percent-encoded on the way, and leaves a plus alone", () => {
    const signed = request({
      path: "/apps/3/users/Jörg M/terminate_connections",
      params: { filter_by_prefix: "a+b c" },
    });
    expect(signed.path).toContain("%20");
    const { path, params } = verifyRequest(APP, { ...signed, query: signed.query.replace("%2B", "+") });
    expect(path).toBe("/apps/3/users/Jörg M/terminate_connections");
    expect(params.get("filter_by_prefix")).toBe("a+b c");
  });

  it("needs no body_md5 without a body", () => {
    expect(() => verifyRequest(APP, request({ method: "GET", body: Buffer.alloc(0) }))).not.toThrow();
  });

  it.each([
    ["another method", { ...request(), method: "PUT" }, /signature does not match/],
    ["another path", { ...request(), path: "/apps/3/batch_events" }, /signature does not match/],
    ["a parameter added", { ...request(), query: `${request().query}&info=x` }, /signature does not match/],
    ["no signature", { ...request(), query: request().query.replace(/&auth_signature=.*/, "") }, /signature does not/],
    // The same JSON in other bytes: the checksum is over bytes.
    ["a body changed by a space", { ...request(), body: Buffer.concat([BODY, Buffer.from(" ")]) }, /body_md5 does not/],
    [
      "a body of other bytes",
      request({ params: { body_md5: md5(Buffer.from("ü", "latin1")) }, body: Buffer.from("ü") }),
      /body_md5/,
    ],
    ["another key", request({ params: { auth_key: "x" } }), /auth_key/],
    ["another version", request({ params: { auth_version: "2.0" } }), /auth_version/],
    ["a time that is none", request({ params: { auth_timestamp: "soon" } }), /auth_timestamp must be/],
    ["a time long gone", request({ params: { auth_timestamp: String(TIME_S - 601) } }), /seconds off/],
    ["a time to come", request({ params: { auth_timestamp: String(TIME_S + 601) } }), /seconds off/],
  ])("refuses %s with 401", (_what, signed, message) => {
    expect(() => verifyRequest(APP, signed)).toThrow(expect.objectContaining({ status: 401 }));
    expect(() => verifyRequest(APP, signed)).toThrow(message);
  });

  it("accepts a clock that is ten minutes off", () => {
    for (const off of [-600, 600])
      expect(() => verifyRequest(APP, request({ params: { auth_timestamp: String(TIME_S + off) } }))).not.toThrow();
  });

  it("refuses a body without its checksum", () => {
    const signed = request({ body: Buffer.alloc(0) });
    expect(() => verifyRequest(APP, { ...signed, body: BODY })).toThrow(/body_md5 is missing/);
  });

  it("refuses with 400 what cannot be read", () => {
    for (const query of ["a=%zz", "info=a&INFO=b"])
      expect(() => verifyRequest(APP, { ...request(), query })).toThrow(expect.objectContaining({ status: 400 }));
  });
});
