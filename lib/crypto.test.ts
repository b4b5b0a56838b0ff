import { beforeEach, expect, test } from "vitest";
import { seal, unseal } from "./crypto";
import { env } from "./env";

const [FIRST, SECOND, THIRD] = ["1a", "2b", "3c"].map((byte) => byte.repeat(32)) as [string, string, string];
beforeEach(() => Object.assign(env(), { BELFRY_SECRET: FIRST, BELFRY_FORMER_SECRETS: [] }));

test("what is sealed for one row and purpose opens there and nowhere else", () => {
  const [a, b] = [seal("slack", "row-a", "token of a"), seal("slack", "row-b", "token of b")];
  expect(unseal("slack", "row-a", a)).toBe("token of a");
  expect(a).not.toContain("token");
  expect(seal("slack", "row-a", "token of a")).not.toBe(a);
  // Two rows' ciphertexts, swapped.
  expect(() => unseal("slack", "row-a", b)).toThrow();
  expect(() => unseal("slack", "row-b", a)).toThrow();
  expect(() => unseal("teams", "row-a", a)).toThrow();
});

test("any changed byte, and a tag cut short, is refused", () => {
  const sealed = seal("slack", "row-a", "token of a");
  for (let i = 0; i < sealed.length; i++) {
    const other = sealed[i] === "A" ? "B" : "A";
    const changed = `${sealed.slice(0, i)}${other}${sealed.slice(i + 1)}`;
    // The last character of base64 may carry bits that no byte has.
    if (Buffer.from(changed, "base64url").equals(Buffer.from(sealed, "base64url"))) continue;
    expect(() => unseal("slack", "row-a", changed), `byte ${i}`).toThrow();
  }
  const [id, body = ""] = sealed.split(".");
  const bytes = Buffer.from(body, "base64url");
  for (const length of [0, 4, 12, 16, 20, 27]) {
    expect(() => unseal("slack", "row-a", `${id}.${bytes.subarray(0, length).toString("base64url")}`)).toThrow();
  }
  for (const garbage of ["", ".", "x", `${id}.`, body]) expect(() => unseal("slack", "row-a", garbage)).toThrow();
});

test("after the secret was changed, what former ones sealed still opens, for as long as they are kept", () => {
  const first = seal("slack", "row-a", "old");
  Object.assign(env(), { BELFRY_SECRET: SECOND, BELFRY_FORMER_SECRETS: [FIRST] });
  const second = seal("slack", "row-a", "new");
  expect([unseal("slack", "row-a", first), unseal("slack", "row-a", second)]).toEqual(["old", "new"]);
  Object.assign(env(), { BELFRY_SECRET: THIRD, BELFRY_FORMER_SECRETS: [SECOND, FIRST] });
  expect([unseal("slack", "row-a", first), unseal("slack", "row-a", second)]).toEqual(["old", "new"]);
  env().BELFRY_FORMER_SECRETS = [SECOND];
  expect(() => unseal("slack", "row-a", first)).toThrow("BELFRY_FORMER_SECRETS");
  // A ciphertext that claims another secret's name does not open under it.
  expect(() => unseal("slack", "row-a", `${second.split(".")[0]}.${first.split(".")[1]}`)).toThrow();
});
