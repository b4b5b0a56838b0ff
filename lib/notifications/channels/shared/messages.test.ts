import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "@/tests/runs";
import { escapeMrkdwn, slackMessage } from "./slack-message";
import { MAX_BYTES, teamsMessage } from "./teams-message";

const said = (over: Partial<Parameters<typeof slackMessage>[0]> = {}) => ({
  title: "Deploy failed",
  body: "Step 3 of 5\nlog attached",
  link: "/notifications",
  notificationId: null,
  label: "Job finished",
  priority: "urgent" as const,
  actions: [{ label: "See the log", link: "https://ci.example.com/1?a=1&b=2" }],
  workspace: { id: "w", slug: "northwind", name: "Northwind" },
  ...over,
});

/** Reads mrkdwn as Slack does: what stands between angle brackets is a command, and three entities are letters. */
function readMrkdwn(text: string): { text: string; commands: string[] } {
  const commands = [...text.matchAll(/<([^>]*)>/g)].map((match) => match[1] ?? "");
  const plain = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return { text: plain, commands };
}

/** Every text in a message that Slack would read as mrkdwn, wherever it stands. */
function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== "object" || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  const own = typeof text === "string" && type !== "plain_text" ? [text] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnIn)];
}

const nasty = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
  fc
    .array(
      fc.constantFrom("<!channel>", "<!here>", "<@U1>", "<https://x.example|y>", "&lt;", "&amp;lt;!", "*", "`", " "),
    )
    .map((parts) => `.${parts.join("")}`),
);

describe("Slack", () => {
  test("shows title, body, context, and a button for the link and each action, with the workspace in our own links", () => {
    expect(slackMessage(said())).toMatchInlineSnapshot(`
      {
        "blocks": [
          {
            "text": {
              "emoji": false,
              "text": "Deploy failed",
              "type": "plain_text",
            },
            "type": "header",
          },
          {
            "text": {
              "emoji": false,
              "text": "Step 3 of 5
      log attached",
              "type": "plain_text",
            },
            "type": "section",
          },
          {
            "elements": [
              {
                "emoji": false,
                "text": "Northwind · Job finished · urgent",
                "type": "plain_text",
              },
            ],
            "type": "context",
          },
          {
            "elements": [
              {
                "action_id": "open-0",
                "text": {
                  "emoji": false,
                  "text": "Open",
                  "type": "plain_text",
                },
                "type": "button",
                "url": "http://localhost:3000/notifications?w=northwind",
              },
              {
                "action_id": "open-1",
                "text": {
                  "emoji": false,
                  "text": "See the log",
                  "type": "plain_text",
                },
                "type": "button",
                "url": "https://ci.example.com/1?a=1&b=2",
              },
            ],
            "type": "actions",
          },
        ],
        "text": "Deploy failed",
        "unfurl_links": false,
        "unfurl_media": false,
      }
    `);
  });

  test("nothing that anybody writes is a command, and every letter of it arrives", () => {
    fc.assert(
      fc.property(nasty, nasty, (title, body) => {
        const message = slackMessage(
          said({ title, body, label: body, workspace: { id: "w", slug: "s", name: title } }),
        );
        for (const text of mrkdwnIn(message)) expect(readMrkdwn(text).commands).toEqual([]);
        expect(readMrkdwn(message.text).text).toBe(title);
        expect(readMrkdwn(escapeMrkdwn(body))).toEqual({ text: body, commands: [] });
        const header = message.blocks.find(({ type }) => type === "header") as { text: { text: string } };
        expect(header.text.text.length).toBeLessThanOrEqual(150);
      }),
    );
  });

  test("without a link of its own leads to the notification in its person's inbox", () => {
    const { blocks } = slackMessage(said({ link: null, notificationId: "n7", actions: [] }));
    expect(blocks.at(-1)).toMatchObject({
      elements: [{ url: "http://localhost:3000/notifications?n=n7&w=northwind" }],
    });
  });

  test("without a body there is no empty block, which Slack refuses", () => {
    expect(slackMessage(said({ body: " \n" })).blocks.map(({ type }) => type)).toEqual([
      "header",
      "context",
      "actions",
    ]);
  });
});

describe("Teams", () => {
  test("gets one Adaptive Card 1.4 whose texts are runs, which know no markdown", () => {
    const { type, attachments } = teamsMessage(said({ title: "[x](https://evil.example) **b**" }));
    expect(type).toBe("message");
    expect(attachments).toHaveLength(1);
    const [{ contentType, content }] = attachments as [(typeof attachments)[number]];
    expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(content).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
    expect(content.body.every(({ type }) => type === "RichTextBlock")).toBe(true);
    expect(content.body.flatMap(({ inlines }) => inlines.map(({ text }) => text))).toEqual([
      "Northwind · Job finished",
      "[x](https://evil.example) **b**",
      "Step 3 of 5",
      "log attached",
    ]);
    expect(content.actions).toEqual([
      { type: "Action.OpenUrl", title: "Open", url: "http://localhost:3000/notifications?w=northwind" },
      { type: "Action.OpenUrl", title: "See the log", url: "https://ci.example.com/1?a=1&b=2" },
    ]);
  });

  test("never has more than 24 KB, whatever it is given", () => {
    const long = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40_000 });
    fc.assert(
      fc.property(long, long, (title, body) => {
        const link = `https://example.com/${"ä".repeat(title.length)}`;
        const message = teamsMessage(said({ title, body, link, actions: [{ label: "a", link }] }));
        expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(MAX_BYTES);
        expect(message.attachments[0]?.content.body.length).toBeGreaterThan(1);
      }),
      { numRuns: runs(30), examples: [["\u0000".repeat(40_000), "\n\u0001".repeat(20_000)]] },
    );
  });
});
