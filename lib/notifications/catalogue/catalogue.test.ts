import { describe, expect, it } from "vitest";
import { CATEGORIES, NOTIFICATION_CHANNELS } from "@/db/enums";
import { ICONS, TONES } from "../contract";
import { eventSchema } from "../events/contract";
import { renderEvent } from "../events/render";
import { CATALOGUE } from "./registry";

/** One example of each type's data, and the title people read for it. */
const EXAMPLES: Record<string, [data: Record<string, unknown>, title: string]> = {
  "session.escalated": [{ session_id: "S 1", engineer_name: "Mara" }, "Session escalated by Mara"],
  "session.high_priority": [
    { session_id: 7, ticket_number: "T-1", client_name: "Halden" },
    "High-priority session for Halden",
  ],
  "proposal.pending": [{ title: "Reset MFA" }, "New flow proposal: Reset MFA"],
  "proposal.approved": [{ title: "Reset MFA", reviewer_name: "Jun" }, "Flow proposal approved"],
  "knowledge_gap.detected": [{ gap_type: "coverage", severity: "high", problem_domain: "VPN" }, "Knowledge gap in VPN"],
  "issue.new": [{ project: "ios", new: 3, regressed: 1 }, "3 new issues, 1 regressed in ios"],
  "issue.digest": [{ project: "ios", period: "today", issues: ["a"] }, "1 issue in ios, today"],
  "feedback.new": [{ project: "web", snippet: "Nice", author: "Kim" }, "New feedback for web from Kim"],
  "questionnaire.response_new": [{ project: "web", questionnaire: "Pulse" }, "New response to Pulse"],
  "job.completed": [{ job: "import", status: "failed" }, "Job failed: import"],
  "app.rating_changed": [{ app: "Parcelly", old: 4.1, new: 4.2 }, "Parcelly is now rated 4.2"],
  "app.review_new": [{ app: "Parcelly", count: 2 }, "2 new reviews for Parcelly"],
  "chat.mention": [{ channel: "ops", message: "hi", author: "Tomás" }, "Tomás mentioned you in #ops"],
  "chat.all": [{ channel: "ops", message: "hi", author: "Tomás" }, "Tomás wrote to everyone in #ops"],
  "chat.reply": [{ channel: "ops", message: "hi", author: "Tomás" }, "Tomás replied in ops"],
  "chat.message": [{ channel: "ops", message: "hi", author: "Tomás" }, "Tomás in #ops"],
  "comment.created": [{ record: "Halden Freight", author: "Jun" }, "Jun commented on Halden Freight"],
  "mail.assigned": [{ mail: "Invoice" }, "Assigned to you: Invoice"],
  "onboarding.step_due": [{ flow: "Welcome", step: "Join a channel" }, "Next step: Join a channel"],
  "onboarding.completed": [{ flow: "Welcome" }, "You completed Welcome"],
  "agent.approval_requested": [{ agent: "Concierge", tool: "send mail" }, "Concierge asks for approval"],
  "integration.failing": [{ integration: "Slack", error: "token revoked" }, "Slack is failing"],
  test: [{}, "This is a test notification"],
};

const render = (key: string, event: object, productUrl: string | null = null) => {
  const type = CATALOGUE.get(key);
  if (!type) throw new Error(key);
  return renderEvent(type, eventSchema.parse({ type: key, ...event }), { productUrl, linkHosts: [] });
};

describe("the catalogue", () => {
  it("has an example here for every type, and no other", () => {
    expect([...CATALOGUE.keys()].sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  it.each([...CATALOGUE.values()])("$key is drawn and routed by known words", (type) => {
    expect(type.key.length).toBeLessThanOrEqual(50);
    expect(CATEGORIES).toContain(type.category);
    expect(ICONS).toContain(type.icon);
    expect(TONES).toContain(type.tone);
    expect(type.channels.length).toBeGreaterThan(0);
    for (const channel of type.channels) expect(NOTIFICATION_CHANNELS).toContain(channel);
  });

  it.each(Object.entries(EXAMPLES))("%s renders its data", (key, [data, title]) => {
    expect(render(key, { data }).title).toBe(title);
  });

  it.each(Object.entries(EXAMPLES))("%s takes the producer's own words", (key, [data]) => {
    const words = { title: "Mine", body: "Own", link: "/x" };
    expect(render(key, { ...words, data })).toMatchObject(words);
    expect(render(key, words)).toMatchObject(words);
  });

  it("links into the workspace's product when it has one, and nowhere when it has none", () => {
    const data = EXAMPLES["session.escalated"]?.[0];
    expect(render("session.escalated", { data }, "https://pilot.example").link).toBe(
      "https://pilot.example/pilot/S%201",
    );
    expect(render("session.escalated", { data }).link).toBeNull();
  });

  it("refuses a link in the data that leads elsewhere", () => {
    const data = { ...EXAMPLES["job.completed"]?.[0], link: "https://evil.example" };
    expect(() => render("job.completed", { data })).toThrow(/data\.link/);
  });

  it("cuts what it renders between graphemes, never inside an emoji", () => {
    const { title } = render("session.escalated", { data: { session_id: "1", engineer_name: "👩‍👩‍👧‍👦".repeat(40) } });
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title).toMatch(/👩‍👩‍👧‍👦…$/u);
  });
});
