import { z } from "zod";
import { ALL, defineType, givenLink, IN_APP_PUSH, text } from "./define";

const message = z.object({ channel: text, message: text, author: text, link: givenLink });
const quoted = (d: z.output<typeof message>) => ({ body: `“${d.message}”`, link: d.link });

const common = { category: "chat", icon: "message", tone: "neutral", data: message, recipients: "named" } as const;

export const chatMention = defineType({
  ...common,
  key: "chat.mention",
  label: "Mention",
  channels: ALL,
  render: (d) => ({ title: `${d.author} mentioned you in #${d.channel}`, ...quoted(d) }),
});

export const chatAll = defineType({
  ...common,
  key: "chat.all",
  label: "Message to everyone",
  channels: ALL,
  render: (d) => ({ title: `${d.author} wrote to everyone in #${d.channel}`, ...quoted(d) }),
});

export const chatReply = defineType({
  ...common,
  key: "chat.reply",
  label: "Reply",
  channels: ALL,
  render: (d) => ({ title: `${d.author} replied in ${d.channel}`, ...quoted(d) }),
});

export const chatMessage = defineType({
  ...common,
  key: "chat.message",
  label: "Message",
  channels: IN_APP_PUSH,
  render: (d) => ({ title: `${d.author} in #${d.channel}`, ...quoted(d) }),
});

export const commentCreated = defineType({
  key: "comment.created",
  category: "comments",
  label: "New comment",
  icon: "message",
  tone: "neutral",
  data: z.object({ record: text, author: text, comment: text.optional(), link: givenLink }),
  channels: ALL,
  delayMinutes: { email: 10 },
  recipients: "named",
  render: (d) => ({ title: `${d.author} commented on ${d.record}`, body: d.comment && `“${d.comment}”`, link: d.link }),
});
