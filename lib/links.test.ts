import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "@/tests/runs";
import { productLink, safeLink } from "./links";

const policy = { productUrl: "https://pilot.example", linkHosts: ["github.com", "localhost:8443"] };

describe("safeLink", () => {
  it.each([
    "/notifications",
    "/pilot/1?a=b#c",
    "/a//b",
    "https://pilot.example/x",
    "https://github.com/o/r",
    "https://localhost:8443/",
  ])("lets %s through", (link) => expect(safeLink(link, policy)).toBe(link));

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%2f/evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2Fevil.example",
    "https:/evil.example",
    "https:evil.example",
    "http://pilot.example/x",
    "https://evil.example",
    "https://pilot.example@evil.example/",
    "https://user:pw@pilot.example/",
    "https://pilot.example.evil.example",
    "https://pilot.example:444/",
    "https://pilot。example/",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a b",
    "/\u200b/evil.example",
    "/\u202ekcatta",
    "notifications",
    "",
    "?x",
    "#x",
    "ftp://pilot.example",
    "https://",
    "blob:https://pilot.example/x",
    "/%00",
  ])("refuses %j", (link) => expect(safeLink(link, policy)).toBeUndefined());

  it("never lets anything through that a browser would open elsewhere", () => {
    const hosts = new Set(["ours.example", "pilot.example", "github.com", "localhost:8443"]);
    const hostile = fc.array(
      fc.constantFrom(
        "/",
        "\\",
        ":",
        "@",
        "evil.example",
        "https",
        "javascript",
        "%2f",
        "%5c",
        "\t",
        "\n",
        ".",
        "。",
        "pilot.example",
        "?",
        "#",
        " ",
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const safe = safeLink(parts.join(""), policy);
        if (safe === undefined) return;
        const url = new URL(safe, "https://ours.example");
        expect(url.protocol).toBe("https:");
        expect(hosts).toContain(url.host);
      }),
      { numRuns: runs(3000) },
    );
  });
});

it("a link into the product is the path that was meant, or none", () => {
  expect(productLink("/pilot/S%201", policy)).toBe("https://pilot.example/pilot/S%201");
  for (const path of ["/pilot/..", "/pilot/.", `/pilot/${"%C3%A4".repeat(200)}`])
    expect(productLink(path, policy)).toBeNull();
  expect(productLink("/pilot/1", { productUrl: null, linkHosts: [] })).toBeNull();
});
