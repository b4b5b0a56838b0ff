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
])("the job engine's %s stops reading after a few megabytes", async (method, handler) => {
  const { body, pulled } = endless();
  const response = await handler(new NextRequest(url, { method, body, duplex: "half" }), undefined);
  expect(response.status).toBe(413);
  expect(pulled()).toBeLessThan(100);
});
