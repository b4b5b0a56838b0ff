import { shorten } from "../../text";
import type { Outgoing } from "../define";
import { absoluteLink, openLink } from "./deep-link";

/** Teams refuses more than 28 KB; what is around a card takes some of it. */
export const MAX_BYTES = 24 * 1024;
const MAX_BODY = 500;

type Said = Pick<
  Outgoing,
  "title" | "body" | "link" | "notificationId" | "label" | "priority" | "actions" | "workspace"
>;

/**
 * What an event looks like in Teams: a message with one Adaptive Card 1.4. What somebody wrote stands in text runs,
 * which know no markdown. Never more than 24 KB: the text gives way, then the buttons.
 */
export function teamsMessage(said: Said) {
  for (let room = MAX_BODY; room >= 60; room = Math.floor(room / 2)) {
    const message = messageOf({ ...said, title: shorten(said.title, room), body: shorten(said.body, room) });
    if (bytesOf(message) <= MAX_BYTES) return message;
  }
  return messageOf({ ...said, title: shorten(said.title, 60), body: "", link: null, actions: [] });
}

function messageOf({ title, body, label, priority, workspace, link, notificationId, actions }: Said) {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    fallbackText: title,
    body: [
      run(`${workspace.name} · ${label}`, { isSubtle: true, size: "Small" }),
      run(title, { weight: "Bolder", size: "Medium", ...(priority === "urgent" && { color: "Attention" }) }),
      ...body.split("\n").flatMap((line) => (line.trim() ? [run(line)] : [])),
    ],
    actions: [
      { type: "Action.OpenUrl", title: "Open", url: openLink({ link, notificationId, workspace }) },
      ...actions.map((one) => ({
        type: "Action.OpenUrl",
        title: one.label,
        url: absoluteLink(one.link, workspace),
      })),
    ],
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
  };
}

/** A paragraph: text blocks read markdown, text runs do not. */
const run = (text: string, look: Record<string, unknown> = {}) => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text, ...look }],
});

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
