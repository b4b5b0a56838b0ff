import { startWebhookServer } from "../tests/webhook-server";
import { assignedInstance } from "./support/assigned";
import { expect, expectAccessible, test } from "./support/test";

test.use({ allowedErrors: /(?!)/ });

const unique = (text: string) => `${text}${Math.random().toString(36).slice(2, 8)}`;

let receiver: Awaited<ReturnType<typeof startWebhookServer>>;
test.beforeEach(async () => {
  receiver = await startWebhookServer(assignedInstance().hookPort);
});
test.afterEach(() => receiver.close());

test("an admin finds what a provider refused, reads why, and sends it again once that is mended, by keyboard @desktop", async ({
  belfry,
}) => {
  const page = await belfry.pageOf("aino");
  const name = unique("deploys-");
  const path = `/services/T1/B1/secret-${name}`;
  const configs = `${belfry.url}/api/workspaces/${belfry.workspace}/notifications/configs`;
  const made = await page.request.post(configs, {
    data: { channel: "slack_webhook", name, target: `${receiver.url}${path}` },
    headers: { origin: belfry.url },
  });
  expect(made.status(), await made.text()).toBe(201);
  receiver.answer(() => ({ status: 400, body: "invalid_blocks" }));
  await belfry.tell({ type: "feedback.new", title: "Lovely", recipients: { users: ["@aino"] } });

  await page.goto(`${belfry.url}/settings/deliveries?w=${belfry.workspace}&show=lost`);
  const row = page.getByRole("list", { name: "Deliveries" }).getByRole("listitem").filter({ hasText: name }).first();
  await expect(row).toContainText("Failed", { timeout: 20_000 });
  await expect(row).toContainText("Slack webhook");
  await row.getByRole("button", { name }).focus();
  await page.keyboard.press("Enter");
  await expect(row.getByRole("list", { name: "Tries" })).toContainText("Slack refused the message (400).");
  await expect(row).toContainText("status 400");
  await expect(page.locator("body")).not.toContainText("secret-");
  await expectAccessible(page);

  receiver.answer(() => ({ status: 200, body: "ok" }));
  await page.getByRole("button", { name: "All", exact: true }).click();
  await row.getByRole("button", { name }).click();
  await row.getByRole("button", { name: "Send again" }).focus();
  await page.keyboard.press("Enter");
  await expect(row.getByRole("button", { name: "Send again" })).toHaveCount(0);
  await expect(row.getByRole("list", { name: "Tries" }).getByRole("listitem")).toHaveCount(2, { timeout: 20_000 });
  await expect(row.getByRole("button", { name })).toContainText("Sent");
  expect(receiver.posted.filter((posted) => posted.path === path)).toHaveLength(2);

  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Slack webhook", exact: true }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("list", { name: "Filters in force" })).toContainText("Slack webhook");
  await page.getByRole("button", { name: "Failed", exact: true }).click();
  await page.getByRole("button", { name: "Remove the filter Slack webhook" }).click();
  await expect(page).toHaveURL(/show=lost/);
  const { id } = await made.json();
  await page.request.delete(`${configs}/${id}`, { headers: { origin: belfry.url } });
});

test("the log is for admins @desktop", async ({ belfry }) => {
  const page = await belfry.pageOf("jun");
  await page.goto(`${belfry.url}/settings/deliveries?w=${belfry.workspace}`);
  await expect(page.getByText("This page is for administrators")).toBeVisible();
});
