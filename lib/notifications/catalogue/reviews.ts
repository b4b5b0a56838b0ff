import { z } from "zod";
import { ADMINS, ALL, defineType, text } from "./define";

export const proposalPending = defineType({
  key: "proposal.pending",
  category: "performance_reviews",
  label: "New flow proposal",
  icon: "proposal",
  tone: "sky",
  data: z.object({ title: text, proposal_type: text.optional(), problem_domain: text.default("General") }),
  channels: ALL,
  recipients: ADMINS,
  shareable: true,
  linksTo: "product",
  render: (d) => ({
    title: `New flow proposal: ${d.title}`,
    body: [d.proposal_type, d.problem_domain].filter(Boolean).join(" · "),
    link: "/review-queue",
  }),
});

export const proposalApproved = defineType({
  key: "proposal.approved",
  category: "performance_reviews",
  label: "Proposal approved",
  icon: "approved",
  tone: "moss",
  data: z.object({ title: text, reviewer_name: text }),
  channels: ALL,
  recipients: "named",
  shareable: true,
  linksTo: "product",
  render: (d) => ({
    title: "Flow proposal approved",
    body: `“${d.title}” · by ${d.reviewer_name}`,
    link: "/review-queue",
  }),
});
