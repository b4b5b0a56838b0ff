import { shorten } from "../../text";
import type { Outgoing } from "../define";
import { absoluteLink, openLink } from "./deep-link";

/** Slack's own limits, in characters. */
const HEADER = 150;
const LABEL = 75;
const URL_LENGTH = 3000;

type Said = Pick<
  Outgoing,
  "title" | "body" | "link" | "notificationId" | "label" | "priority" | "actions" | "workspace"
>;

const plain = (text: string) => ({ type: "plain_text" as const, text, emoji: false });

/**
 * What an event looks like in Slack: Block Kit, and a line for pop-ups and readers of the screen. What somebody wrote
 * stands in plain text objects, which Slack shows as they are; the line is mrkdwn, and escaped. Nothing unfurls.
 */
export function slackMessage(said: Said) {
  const { title, body, label, priority, workspace } = said;
  const context = [workspace.name, label, ...(priority === "urgent" || priority === "high" ? [priority] : [])];
  return {
    text: escapeMrkdwn(title),
    blocks: [
      { type: "header" as const, text: plain(shorten(title, HEADER)) },
      ...(body.trim() ? [{ type: "section" as const, text: plain(body) }] : []),
      { type: "context" as const, elements: [plain(context.join(" · "))] },
      { type: "actions" as const, elements: buttonsOf(said) },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** The one escaper of Slack's text format: with these three gone nothing in it can name a person, a channel or a link. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function buttonsOf({ link, notificationId, actions, workspace }: Said) {
  const wanted = [
    { label: "Open", url: openLink({ link, notificationId, workspace }) },
    ...actions.map((action) => ({ label: action.label, url: absoluteLink(action.link, workspace) })),
  ];
  return wanted
    .filter(({ url }) => url.length <= URL_LENGTH)
    .map((one, index) => ({
      type: "button" as const,
      text: plain(shorten(one.label, LABEL)),
      url: one.url,
      // Slack wants them apart, and tells its apps of clicks by this name; nobody listens.
      action_id: `open-${index}`,
    }));
}
