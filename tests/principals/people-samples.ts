import { eq } from "drizzle-orm";
import sharp from "sharp";
import { db } from "@/db/client";
import { invitations } from "@/db/schema/workspaces";
import { uuidv7 } from "@/db/uuid";
import { newApiKey, storeApiKey } from "@/lib/auth/api-key-auth";
import { openSession } from "@/lib/auth/session";
import { unseal } from "@/lib/crypto";
import { callApi } from "../api";
import { cookieFor, makePerson } from "../people";
import type { Fixtures, Person } from "./fixtures";
import type { Row } from "./row";

const IN = "/api/workspaces/{ws}";

const word = () => `w${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
const address = () => `${word()}@example.com`;

const picture = async () =>
  new Uint8Array(
    await sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
      .png()
      .toBuffer(),
  );

async function givePicture(who: Person) {
  const rawBody = await picture();
  const headers = { "content-type": "image/png" };
  const { status } = await callApi("PUT /api/me/picture", { cookie: await cookieFor(who), rawBody, headers });
  if (status !== 200) throw new Error(`The picture was not taken: ${status}.`);
}

/** An open invitation of a new address, with the secret its mail would carry. */
async function makeInvitation({ team, people }: Fixtures) {
  const answer = await callApi(`POST /api/workspaces/${team.slug}/invitations`, {
    cookie: await cookieFor(people.owner),
    body: { email: address(), role: "member" },
  });
  const id = String(answer.body.id);
  const [row] = await db().select().from(invitations).where(eq(invitations.id, id));
  return { id, token: unseal("invitation", id, row?.sealedToken ?? "") };
}

async function makeStoredKey({ team }: Fixtures) {
  const id = uuidv7();
  await storeApiKey(newApiKey(), { id, workspaceId: team.workspaceId, name: "a key", scopes: ["events:read"] });
  return { id };
}

const list: Row = { sample: () => ({}) };
const colleague = async ({ team }: Fixtures) => ({ userId: (await makePerson(team)).userId });

/** Only who is not signed in can become somebody new. */
const ONLY_NEWCOMERS = { owner: 409, admin: 409, member: 409, guest: 409, removed: 409, stranger: 409 };

export const PEOPLE_SAMPLES: Record<string, Row> = {
  "GET /api/me": list,
  "PATCH /api/me": {
    sample: () => ({ body: { name: "New Name", handle: word(), title: "Lead", timeZone: "Europe/Berlin" } }),
  },
  "PUT /api/me/picture": { sample: async () => ({ file: { type: "image/png", bytes: await picture() } }) },
  "DELETE /api/me/picture": {
    sample: async (_, who) => {
      await givePicture(who);
      return {};
    },
  },
  "GET /api/users/{userId}/picture": {
    sample: async ({ people }) => {
      await givePicture(people.member);
      return { params: { userId: people.member.userId } };
    },
    refuses: { removed: 404, stranger: 404 },
  },
  "GET /api/me/sessions": list,
  "DELETE /api/me/sessions": list,
  "DELETE /api/me/sessions/{id}": {
    sample: async (_, { userId }) => ({ params: { id: await openSession(userId, {}) } }),
    isPersonal: true,
  },
  "POST /api/workspaces": { sample: () => ({ body: { name: word() } }) },
  [`GET ${IN}`]: list,
  [`PATCH ${IN}`]: {
    sample: () => ({
      body: { name: "Renamed", productUrl: "https://pilot.example.com/app", linkHosts: ["docs.example.com"] },
    }),
  },
  [`GET ${IN}/members`]: { sample: () => ({ query: { q: "person", limit: "10" } }) },
  [`PATCH ${IN}/members/{userId}`]: {
    sample: async (fixtures) => ({ params: await colleague(fixtures), body: { role: "guest" } }),
  },
  [`DELETE ${IN}/members/{userId}`]: {
    sample: async (fixtures) => ({ params: await colleague(fixtures) }),
    // Everybody may leave; others are the admins' to remove, and a guest does not learn who is there.
    refuses: { member: 403, guest: 404 },
  },
  [`GET ${IN}/api-keys`]: list,
  [`POST ${IN}/api-keys`]: { sample: () => ({ body: { name: "a key", scopes: ["events:write"], expiresInDays: 30 } }) },
  [`DELETE ${IN}/api-keys/{id}`]: { sample: async (fixtures) => ({ params: await makeStoredKey(fixtures) }) },
  [`GET ${IN}/invitations`]: list,
  [`POST ${IN}/invitations`]: { sample: () => ({ body: { email: address(), role: "member" } }) },
  [`DELETE ${IN}/invitations/{id}`]: {
    sample: async (fixtures) => ({ params: { id: (await makeInvitation(fixtures)).id } }),
  },
  [`POST ${IN}/invitations/{id}/resend`]: {
    sample: async (fixtures) => ({ params: { id: (await makeInvitation(fixtures)).id } }),
  },
  "GET /api/invitations/{token}": {
    sample: async (fixtures) => ({ params: { token: (await makeInvitation(fixtures)).token } }),
  },
  "POST /api/invitations/{token}/accept": {
    sample: async (fixtures) => ({
      params: { token: (await makeInvitation(fixtures)).token },
      body: { name: "Nora Novak", handle: word() },
    }),
    refuses: ONLY_NEWCOMERS,
  },
};
