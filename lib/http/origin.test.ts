import { describe, expect, test } from "vitest";
import { refuseForeignOrigin } from "./origin";

const OWN = "https://belfry.example.com";

function check(method: string, headers: Record<string, string>): "taken" | "refused" {
  try {
    refuseForeignOrigin(new Request(`${OWN}/api/x`, { method, headers }), OWN);
    return "taken";
  } catch {
    return "refused";
  }
}

describe("a change", () => {
  test.each([
    ["our own page", { origin: OWN, "sec-fetch-site": "same-origin" }, "taken"],
    ["our own page, in a browser that says no more", { origin: OWN }, "taken"],
    ["the name the browser reached us by", { origin: "https://10.0.0.5", host: "10.0.0.5" }, "taken"],
    ["another site", { origin: "https://evil.example" }, "refused"],
    ["another site claiming a host", { origin: "https://evil.example", host: "belfry.example.com" }, "refused"],
    ["a sandboxed frame", { origin: "null" }, "refused"],
    ["nobody who says so", {}, "refused"],
    ["a sibling host", { origin: "https://chat.example.com", "sec-fetch-site": "same-site" }, "refused"],
    ["our name with another scheme", { origin: "http://belfry.example.com" }, "refused"],
    ["our name with another port", { origin: `${OWN}:8443` }, "refused"],
    ["our name as a prefix", { origin: `${OWN}.evil.example` }, "refused"],
    ["our origin, cross-site by the browser's word", { origin: OWN, "sec-fetch-site": "cross-site" }, "refused"],
    ["our origin, typed into the address bar", { origin: OWN, "sec-fetch-site": "none" }, "refused"],
  ])("from %s", (_, headers, expected) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) expect(check(method, headers)).toBe(expected);
  });
});

test("reading is free", () => {
  for (const method of ["GET", "HEAD"]) expect(check(method, { origin: "https://evil.example" })).toBe("taken");
});
