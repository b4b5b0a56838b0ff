import fc from "fast-check";
import { expect, it } from "vitest";
import { fitted, type PushMessage } from "./message";

const FAMILY = "👩‍👩‍👧‍👦";
const message: PushMessage = {
  id: "1",
  token: "t",
  title: "Hello",
  subtitle: "Acme",
  body: "",
  link: "https://belfry.example.com/notifications",
  notificationId: null,
  workspace: "acme",
  subject: "s",
  unread: 1,
  priority: "normal",
  receipt: null,
};
const payloadOf = ({ title, body, link }: PushMessage) => ({ title, body, link });
const bodyOf = (payload: string) => (JSON.parse(payload) as { body: string }).body;

it("leaves alone what fits", () => {
  expect(bodyOf(fitted({ ...message, body: "World" }, payloadOf))).toBe("World");
});

it("cuts a long body between characters as people see them", () => {
  const payload = fitted({ ...message, body: FAMILY.repeat(400) }, payloadOf);
  expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(4096);
  expect(bodyOf(payload)).toMatch(new RegExp(`^(${FAMILY})+…$`, "u"));
});

it("is never more than the services take, whatever is said", () => {
  const text = (maxLength: number) => fc.string({ unit: "binary", maxLength });
  fc.assert(
    fc.property(text(200), text(3000), (title, body) => {
      expect(Buffer.byteLength(fitted({ ...message, title, body }, payloadOf))).toBeLessThanOrEqual(4096);
    }),
  );
});
