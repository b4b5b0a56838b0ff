import { z } from "zod";
import { ADMINS, ALL, count, defineType, givenLink, IN_APP_PUSH, MEMBERS, plural, text } from "./define";

export const knowledgeGapDetected = defineType({
  key: "knowledge_gap.detected",
  category: "developer_insights",
  label: "Knowledge gap detected",
  icon: "gap",
  tone: "amber",
  data: z.object({ gap_type: text, severity: text, problem_domain: text }),
  channels: ALL,
  recipients: ADMINS,
  shareable: true,
  linksTo: "product",
  render: (d) => ({
    title: `Knowledge gap in ${d.problem_domain}`,
    body: `${d.gap_type} · severity ${d.severity}`,
    link: "/analytics/flowpilot",
  }),
});

export const appRatingChanged = defineType({
  key: "app.rating_changed",
  category: "developer_insights",
  label: "New ratings",
  icon: "rating",
  tone: "amber",
  data: z.object({ app: text, old: z.number(), new: z.number(), link: givenLink }),
  channels: IN_APP_PUSH,
  recipients: MEMBERS,
  projectIn: "app",
  shareable: false,
  render: (d) => ({ title: `${d.app} is now rated ${d.new}`, body: `It was ${d.old}`, link: d.link }),
});

export const appReviewNew = defineType({
  key: "app.review_new",
  category: "developer_insights",
  label: "New reviews",
  icon: "star",
  tone: "amber",
  data: z.object({ app: text, count, snippet: text.optional(), link: givenLink }),
  channels: ALL,
  recipients: MEMBERS,
  projectIn: "app",
  shareable: true,
  render: (d) => ({
    title: d.count === 1 ? `New review for ${d.app}` : `${plural(d.count, "new review")} for ${d.app}`,
    body: d.snippet && `“${d.snippet}”`,
    link: d.link,
  }),
});
