import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startApnsServer } from "@/tests/apns-server";
import { trust } from "@/tests/trust";
import { Http2Origin } from "./http2-origin";

let server: Awaited<ReturnType<typeof startApnsServer>>;
beforeAll(async () => {
  server = await startApnsServer();
  trust(server.cert);
});
afterAll(() => server.close());

const ask = (origin: Http2Origin) => origin.request({ ":method": "POST", ":path": "/" }, "{}");

it("shares one connection among requests at the same time", async () => {
  const origin = new Http2Origin(server.url, 500);
  const before = server.connections();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(origin)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(server.connections()).toBe(before + 1);
});

it("closes it when nobody asks, and opens another for the next", async () => {
  const origin = new Http2Origin(server.url, 1000);
  await ask(origin);
  await vi.waitFor(() => expect(server.open()).toBe(0), 20_000);
  const before = server.connections();
  expect((await ask(origin)).status).toBe(200);
  expect(server.connections()).toBe(before + 1);
});

it("leaves a connection that goes away between two requests", async () => {
  const origin = new Http2Origin(server.url);
  await ask(origin);
  const before = server.connections();
  server.leave();
  await vi.waitFor(async () => {
    expect((await ask(origin)).status).toBe(200);
    expect(server.connections()).toBe(before + 1);
  });
});

it("says so when nothing answers at that address", async () => {
  await expect(ask(new Http2Origin("https://127.0.0.1:1"))).rejects.toThrow();
});

it("does not speak with a server whose certificate nobody vouches for", async () => {
  const impostor = await startApnsServer();
  await expect(ask(new Http2Origin(impostor.url))).rejects.toThrow();
  expect(impostor.pushes).toHaveLength(0);
  await impostor.close();
});
