import { NextRequest } from "next/server";
import { beforeEach, describe, expect, test } from "vitest";
import { env } from "@/lib/env";
import { config, proxy } from "@/proxy";

process.env.DATABASE_URL ??= "postgres://unused.invalid/none";

const before = { ...env() };
beforeEach(() => {
  const unset = { REALTIME_PROXY_TARGET: undefined, PUSHER_HOST: undefined, PUSHER_PORT: undefined };
  Object.assign(env(), unset, { PUSHER_CLUSTER: undefined }, before);
});

const open = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(new URL(path, "http://localhost:3000"), { headers }));

/** A request header as the page will see it. */
const seen = (response: Response, name: string) =>
  response.headers.get("x-middleware-override-headers")?.split(",").includes(name)
    ? response.headers.get(`x-middleware-request-${name}`)
    : null;

const directives = (response: Response) =>
  Object.fromEntries(
    (response.headers.get("content-security-policy") ?? "").split("; ").map((text) => {
      const [name = "", ...values] = text.split(" ");
      return [name, values];
    }),
  );

describe("the policy of a page", () => {
  test("lets scripts in by a nonce that is new each time and known to the page", () => {
    const [first, second] = [open("/notifications"), open("/notifications")];
    const { "script-src": scripts } = directives(first);
    const nonce = seen(first, "x-nonce");
    expect(Buffer.from(nonce ?? "", "base64")).toHaveLength(16);
    expect(scripts).toEqual(["'self'", `'nonce-${nonce}'`, "'strict-dynamic'"]);
    expect(seen(first, "content-security-policy")).toBe(first.headers.get("content-security-policy"));
    expect(seen(second, "x-nonce")).not.toBe(nonce);
  });

  test("shuts everything else", () => {
    expect(directives(open("/notifications"))).toMatchObject({
      "default-src": ["'self'"],
      "style-src": ["'self'", "'unsafe-inline'"],
      "img-src": ["'self'", "data:", "blob:"],
      "connect-src": ["'self'"],
      "font-src": ["'self'"],
      "object-src": ["'none'"],
      "base-uri": ["'none'"],
      "frame-ancestors": ["'none'"],
      "form-action": ["'self'"],
    });
  });

  test("opens what development and a live server elsewhere need, and no more", () => {
    Object.assign(env(), { BELFRY_CSP_DEV: true, REALTIME: "on", PUSHER_CLUSTER: "eu" });
    const dev = directives(open("/"));
    expect(dev["script-src"]).toContain("'unsafe-eval'");
    expect(dev["connect-src"]).toEqual(["'self'", "wss://ws-eu.pusher.com", "https://sockjs-eu.pusher.com", "ws:"]);
    Object.assign(env(), {
      BELFRY_CSP_DEV: false,
      PUSHER_HOST: "live.example.com",
      PUSHER_PORT: 6001,
      PUSHER_USE_TLS: false,
    });
    const own = directives(open("/"));
    expect(own["connect-src"]).toEqual(["'self'", "ws://live.example.com:6001", "http://live.example.com:6001"]);
    env().REALTIME_PROXY_TARGET = "http://127.0.0.1:4100";
    expect(directives(open("/"))["connect-src"]).toEqual(["'self'"]);
  });

  test("insists on https where we are reached by it, and only there", () => {
    const plain = open("/");
    expect(directives(plain)).not.toHaveProperty("upgrade-insecure-requests");
    env().BELFRY_URL = "https://belfry.example.com";
    const secure = open("/");
    expect(directives(secure)).toHaveProperty("upgrade-insecure-requests");
  });
});

test("pages are nobody's to keep, frame or guess at", () => {
  const { headers } = open("/notifications");
  expect(headers.get("cache-control")).toBe("private, no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(headers.get("permissions-policy")).toContain("camera=()");
});

test("names that are ours are taken off what a client sends, and set anew", () => {
  const sent = {
    "x-belfry-workspace": "theirs",
    "x-belfry-path": "//evil.example",
    "X-Belfry-Other": "1",
    "x-nonce": "n",
  };
  const response = open("/chat?w=acme&_rsc=1&m=a%20b", { ...sent, cookie: "a=b" });
  expect(seen(response, "x-belfry-workspace")).toBe("acme");
  expect(seen(response, "x-belfry-path")).toBe("/chat?w=acme&m=a+b");
  expect(seen(response, "x-belfry-other")).toBeNull();
  expect(seen(response, "x-nonce")).not.toBe("n");
  expect(seen(response, "cookie")).toBe("a=b");
  expect(seen(open("/chat", sent), "x-belfry-workspace")).toBeNull();
  expect(seen(open("/chat?w=%00%0d%0ax%3A1"), "x-belfry-workspace")).toBe("%00%0D%0Ax%3A1");
});

describe("live sockets", () => {
  test("go to the live server with its query and without our cookies", () => {
    env().REALTIME_PROXY_TARGET = "http://127.0.0.1:4100";
    const response = open("/realtime/app/belfry-key?protocol=7&client=js", {
      cookie: "belfry.session=x",
      upgrade: "websocket",
    });
    expect(response.headers.get("x-middleware-rewrite")).toBe(
      "http://127.0.0.1:4100/app/belfry-key?protocol=7&client=js",
    );
    expect(seen(response, "cookie")).toBeNull();
    expect(seen(response, "upgrade")).toBe("websocket");
  });

  test.each([
    "/realtime",
    "/realtime/",
    "/realtime/apps/1/events",
    "/realtime/app/",
    "/realtime/app/key/more",
    "/realtime/app/../apps/1/events",
    "/realtime/app/%2e%2e/apps/1/events",
    "/realtime/app/..%2fapps%2f1%2fevents",
    "/realtime/app/k@evil.example",
  ])("%s is shut", (path) => {
    env().REALTIME_PROXY_TARGET = "http://127.0.0.1:4100";
    const response = open(path);
    expect([response.status, response.headers.get("x-middleware-rewrite")]).toEqual([404, null]);
  });

  test("are shut where the live server is elsewhere", () => {
    expect(open("/realtime/app/key").status).toBe(404);
  });
});

test("stays away from the API and from files that are everybody's", () => {
  const matches = (path: string) => config.matcher.some((source) => new RegExp(`^${source}$`).test(path));
  for (const path of [
    "/",
    "/notifications",
    "/realtime/app/k",
    "/apikeys",
    "/sign-in",
    "/x.png",
    "/_next/data/1/x.json",
  ]) {
    expect(matches(path)).toBe(true);
  }
  for (const path of ["/api/me", "/api/auth/csrf", "/_next/static/chunks/a.js", "/favicon.ico", "/sw.js"]) {
    expect(matches(path)).toBe(false);
  }
});
