import { z } from "zod";
import { ALL, defineType, givenLink, IN_APP, text } from "./define";

export const mailAssigned = defineType({
  key: "mail.assigned",
  category: "mail",
  label: "Mail assigned",
  icon: "mail",
  tone: "sky",
  data: z.object({ mail: text, from: text.optional(), link: givenLink }),
  channels: ALL,
  recipients: "named",
  render: (d) => ({ title: `Assigned to you: ${d.mail}`, body: d.from && `From ${d.from}`, link: d.link }),
});

const step = z.object({ flow: text, step: text, link: givenLink });

export const onboardingStepDue = defineType({
  key: "onboarding.step_due",
  category: "onboarding",
  label: "Onboarding step due",
  icon: "step",
  tone: "sky",
  data: step,
  channels: ALL,
  recipients: "named",
  render: (d) => ({ title: `Next step: ${d.step}`, body: d.flow, link: d.link }),
});

export const onboardingCompleted = defineType({
  key: "onboarding.completed",
  category: "onboarding",
  label: "Onboarding completed",
  icon: "approved",
  tone: "moss",
  data: step.partial({ step: true }),
  channels: IN_APP,
  recipients: "named",
  render: (d) => ({ title: `You completed ${d.flow}`, link: d.link }),
});

export const agentApprovalRequested = defineType({
  key: "agent.approval_requested",
  category: "agents",
  label: "Agent asks for approval",
  icon: "agent",
  tone: "neutral",
  /** `arguments` come redacted by whoever asks. */
  data: z.object({
    agent: text,
    tool: text,
    arguments: z.record(z.string(), z.unknown()).default({}),
    link: givenLink,
  }),
  critical: true,
  channels: ALL,
  recipients: "named",
  render: (d) => ({ title: `${d.agent} asks for approval`, body: d.tool, link: d.link }),
});
