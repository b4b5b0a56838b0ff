import { z } from "zod";
import { ADMINS, ALL, defineType, text } from "./define";

export const sessionEscalated = defineType({
  key: "session.escalated",
  category: "assignments",
  label: "Session escalated",
  icon: "alert",
  tone: "amber",
  data: z.object({
    session_id: text,
    engineer_name: text,
    escalation_reason: text.optional(),
    problem_summary: text.optional(),
  }),
  critical: true,
  channels: ALL,
  recipients: ADMINS,
  shareable: true,
  linksTo: "product",
  render: (d) => ({
    title: `Session escalated by ${d.engineer_name}`,
    body: d.problem_summary ?? d.escalation_reason,
    link: `/pilot/${encodeURIComponent(d.session_id)}`,
  }),
});

export const sessionHighPriority = defineType({
  key: "session.high_priority",
  category: "assignments",
  label: "High-priority session",
  icon: "flag",
  tone: "rose",
  data: z.object({ session_id: text, ticket_number: text, client_name: text }),
  channels: ALL,
  recipients: ADMINS,
  shareable: true,
  linksTo: "product",
  render: (d) => ({
    title: `High-priority session for ${d.client_name}`,
    body: `Ticket ${d.ticket_number}`,
    link: `/pilot/${encodeURIComponent(d.session_id)}`,
  }),
});
