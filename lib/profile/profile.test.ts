import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { userPictures } from "@/db/schema/users";
import { members } from "@/db/schema/workspaces";
import { callApi } from "@/tests/api";
import { useDatabase } from "@/tests/database";
import { cookieFor, makePerson, makeTeam, type Team } from "@/tests/people";

useDatabase();

type Person = Awaited<ReturnType<typeof makePerson>>;
let team: Team;
let me: Person;
let cookie: string;
beforeEach(async () => {
  team = await makeTeam();
  me = await makePerson(team);
  cookie = await cookieFor(me);
});

const change = (body: object) => callApi("PATCH /api/me", { cookie, body });

describe("basics", () => {
  test("change what is given and nothing else", async () => {
    const { body } = await change({ name: " Mara Okafor ", title: "Designer", timeZone: "Africa/Lagos" });
    const known = {
      name: "Mara Okafor",
      title: "Designer",
      timeZone: "Africa/Lagos",
      handle: me.handle,
      pictureUrl: null,
    };
    expect(body.user).toMatchObject(known);
    expect((await change({ title: "" })).body.user).toMatchObject({ ...known, title: "" });
    expect((await change({})).body.user).toMatchObject({ name: "Mara Okafor" });
  });

  test("a handle is one person's, whoever is first", async () => {
    const other = await makePerson(team);
    const taken = await change({ handle: other.handle.toUpperCase() });
    expect([taken.status, taken.body.error.details]).toEqual([409, [{ path: "handle", message: "is taken" }]]);
    const both = await Promise.all(
      [me, other].map(async (one) =>
        callApi("PATCH /api/me", { cookie: await cookieFor(one), body: { handle: `race${me.handle}` } }),
      ),
    );
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  test.each([
    [{ name: "  " }, 422],
    [{ name: "x".repeat(81) }, 422],
    [{ handle: "a" }, 422],
    [{ handle: "no spaces" }, 422],
    [{ timeZone: "Mars/Olympus" }, 422],
    [{ email: "other@example.com" }, 400],
    [{ name: 5 }, 400],
  ])("refuses %o", async (body, status) => {
    expect((await change(body)).status).toBe(status);
  });
});

describe("a picture", () => {
  const red = { r: 200, g: 20, b: 20 };
  const make = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: red } });
  const put = (rawBody: Buffer, type = "image/png", by = cookie) =>
    callApi("PUT /api/me/picture", {
      cookie: by,
      rawBody: new Uint8Array(rawBody),
      headers: { "content-type": type, "content-length": String(rawBody.length) },
    });
  const stored = async () => (await db().select().from(userPictures).where(eq(userPictures.userId, me.userId)))[0];

  test.each([
    ["image/png", () => make(600, 300).png().toBuffer()],
    [
      "image/jpeg",
      () =>
        make(300, 900)
          .withExif({ IFD0: { Artist: "secret-place" } })
          .jpeg()
          .toBuffer(),
    ],
    ["image/webp", () => make(20, 20).webp().toBuffer()],
  ])("of type %s is drawn anew, square, as WebP, without what else the file held", async (type, draw) => {
    const { status, body } = await put(await draw(), type);
    expect(status).toBe(200);
    const row = await stored();
    const { format, width, height, exif } = await sharp(row?.bytes).metadata();
    expect({ format, width, height, exif }).toEqual({ format: "webp", width: 256, height: 256, exif: undefined });
    expect(body.pictureUrl).toBe(`/api/users/${me.userId}/picture?v=${row?.hash}`);
    expect((await callApi("GET /api/me", { cookie })).body.user).toMatchObject({ pictureUrl: body.pictureUrl });
  });

  test("is for those who share a workspace, and for nobody else; kept by browsers under its version only", async () => {
    const url = String((await put(await make(9, 9).png().toBuffer())).body.pictureUrl);
    const colleague = await cookieFor(await makePerson(team, "guest"));
    const stranger = await cookieFor(await makePerson(await makeTeam(), "owner"));
    const seen = await callApi(`GET ${url}`, { cookie: colleague });
    expect([seen.status, seen.headers.get("content-type"), seen.headers.get("cache-control")]).toEqual([
      200,
      "image/webp",
      "private, max-age=31536000, immutable",
    ]);
    expect(seen.headers.get("x-content-type-options")).toBe("nosniff");
    const unversioned = await callApi(`GET /api/users/${me.userId}/picture`, { cookie: colleague });
    expect(unversioned.headers.get("cache-control")).toBe("private, no-store");
    expect((await callApi(`GET ${url}`, { cookie: stranger })).status).toBe(404);
    expect((await callApi(`GET ${url}`)).status).toBe(401);
    await db().delete(members).where(eq(members.userId, me.userId));
    expect((await callApi(`GET ${url}`, { cookie: colleague })).status).toBe(404);
    expect((await callApi(`GET ${url}`, { cookie })).status).toBe(200);
  });

  test("taken away is gone", async () => {
    const url = String((await put(await make(9, 9).png().toBuffer())).body.pictureUrl);
    expect((await callApi("DELETE /api/me/picture", { cookie })).status).toBe(200);
    expect((await callApi(`GET ${url}`, { cookie })).status).toBe(404);
    expect((await callApi("DELETE /api/me/picture", { cookie })).status).toBe(200);
  });

  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>');
  test.each<[string, () => Buffer | Promise<Buffer>, string, number]>([
    ["a drawing with scripts in it", () => svg, "image/svg+xml", 415],
    ["the same under another name", () => svg, "image/png", 422],
    ["a GIF under another name", () => make(9, 9).gif().toBuffer(), "image/png", 422],
    ["a TIFF under another name", () => make(9, 9).tiff().toBuffer(), "image/jpeg", 422],
    ["half a picture", async () => (await make(400, 400).png().toBuffer()).subarray(0, 120), "image/png", 422],
    ["nothing", () => Buffer.alloc(0), "image/png", 422],
    ["a small file that unfolds to 64 megapixels", () => make(8000, 8000).png().toBuffer(), "image/png", 422],
    ["more than 2 MB", () => Buffer.alloc(2 * 1024 * 1024 + 1), "image/png", 413],
    ["JSON", () => Buffer.from("{}"), "application/json", 415],
  ])("refuses %s, and keeps what was there", async (_, draw, type, status) => {
    const answer = await put(await draw(), type);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(/\.$/);
    expect(await stored()).toBeUndefined();
  });

  test("a body that does not say its length is cut off all the same", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const answer = await callApi("PUT /api/me/picture", {
      cookie,
      rawBody: endless,
      headers: { "content-type": "image/png" },
    });
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(40);
  });

  test("from another site's page is refused", async () => {
    const answer = await callApi("PUT /api/me/picture", {
      cookie,
      rawBody: new Uint8Array(await make(9, 9).png().toBuffer()),
      headers: { "content-type": "image/png", origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    });
    expect(answer.status).toBe(403);
  });
});
