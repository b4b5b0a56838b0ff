import { z } from "zod";
import { ADMINS, ALL, defineType, givenLink, text } from "./define";

export const jobCompleted = defineType({
  key: "job.completed",
  category: "system",
  label: "Job finished",
  icon: "job",
  tone: "moss",
  data: z.object({ job: text, status: text, duration: text.optional(), detail: text.optional(), link: givenLink }),
  channels: ALL,
  recipients: "named",
  render: (d) => ({
    title: `Job ${d.status}: ${d.job}`,
    body: [d.duration && `Took ${d.duration}`, d.detail].filter(Boolean).join(" · "),
    link: d.link,
  }),
});

export const integrationFailing = defineType({
  key: "integration.failing",
  category: "system",
  label: "Integration failing",
  icon: "plug",
  tone: "rose",
  data: z.object({ integration: text, error: text }),
  critical: true,
  channels: ALL,
  recipients: ADMINS,
  render: (d) => ({ title: `${d.integration} is failing`, body: d.error }),
});

export const test = defineType({
  key: "test",
  category: "system",
  label: "Test notification",
  icon: "bell",
  tone: "neutral",
  data: z.object({}),
  channels: ALL,
  recipients: "named",
  render: () => ({
    title: "This is a test notification",
    body: "If you can read this, it works.",
    link: "/notifications",
  }),
});
