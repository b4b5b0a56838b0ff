import { NextRequest } from "next/server";
import { expect, it } from "vitest";
import { POST, PUT } from "@/app/api/inngest/route";
import { limitBody } from "./limit-body";

const url = "http://localhost:3000/api/inngest?fnId=x";

/** A body without a length, as long as its reader goes on reading. */
function endless() {
  let pulled = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      pulled++;
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  return { body, pulled: () => pulled };
}

it("hands on method, headers and the very bytes", async () => {
  const echo = limitBody(100, async (request) =>
    Response.json([request.method, request.headers.get("x-inngest-signature"), request.url, await request.text()]),
  );
  const request = new NextRequest(url, { method: "POST", headers: { "x-inngest-signature": "s" }, body: '{"ä":1}' });
  expect(await (await echo(request, undefined)).json()).toEqual(["POST", "s", url, '{"ä":1}']);
  const empty = await echo(new NextRequest(url, { method: "PUT" }), undefined);
  expect(await empty.json()).toEqual(["PUT", null, url, ""]);
});

it.each([
  ["POST", POST],
  ["PUT", PUT],
])(
  "the job engine's %s is not read without a signature, and with one no further than a megabyte",
  async (method, handler) => {
    const { body, pulled } = endless();
    const call = (headers: Record<string, string>) => new NextRequest(url, { method, body, duplex: "half", headers });
    expect((await handler(call({}), undefined)).status).toBe(401);
    expect(pulled()).toBeLessThan(2);
    expect((await handler(call({ "x-inngest-signature": "t=1&s=2" }), undefined)).status).toBe(413);
    expect(pulled()).toBeLessThan(30);
  },
);
