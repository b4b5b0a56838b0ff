import { z } from "zod";
import { ALL, count, defineType, givenLink, IN_APP, IN_APP_PUSH, MEMBERS, plural, text } from "./define";

export const issueNew = defineType({
  key: "issue.new",
  category: "tracking",
  label: "New issues",
  icon: "issue",
  tone: "sky",
  data: z.object({
    project: text,
    new: count,
    regressed: count.default(0),
    titles: z.array(text).max(10).default([]),
    link: givenLink,
  }),
  channels: IN_APP_PUSH,
  recipients: MEMBERS,
  projectIn: "project",
  shareable: true,
  render: (d) => ({
    title: `${plural(d.new, "new issue")}${d.regressed ? `, ${d.regressed} regressed` : ""} in ${d.project}`,
    body: d.titles.join(" · "),
    link: d.link,
  }),
});

export const issueDigest = defineType({
  key: "issue.digest",
  category: "tracking",
  label: "Issue digest",
  icon: "issue",
  tone: "sky",
  data: z.object({ project: text, period: text, issues: z.array(text).max(50), link: givenLink }),
  channels: ["email"],
  recipients: MEMBERS,
  projectIn: "project",
  render: (d) => ({
    title: `${plural(d.issues.length, "issue")} in ${d.project}, ${d.period}`,
    body: d.issues.join(" · "),
    link: d.link,
  }),
});

export const feedbackNew = defineType({
  key: "feedback.new",
  category: "tracking",
  label: "New feedback",
  icon: "feedback",
  tone: "neutral",
  data: z.object({ project: text, author: text.optional(), snippet: text, link: givenLink }),
  channels: ALL,
  recipients: MEMBERS,
  projectIn: "project",
  shareable: true,
  render: (d) => ({
    title: `New feedback for ${d.project}${d.author ? ` from ${d.author}` : ""}`,
    body: `“${d.snippet}”`,
    link: d.link,
  }),
});

export const questionnaireResponseNew = defineType({
  key: "questionnaire.response_new",
  category: "tracking",
  label: "New questionnaire response",
  icon: "form",
  tone: "neutral",
  data: z.object({ project: text, questionnaire: text, link: givenLink }),
  channels: IN_APP,
  recipients: MEMBERS,
  projectIn: "project",
  render: (d) => ({ title: `New response to ${d.questionnaire}`, body: d.project, link: d.link }),
});
