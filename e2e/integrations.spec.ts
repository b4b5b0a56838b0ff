import type { Page } from "@playwright/test";
import { startWebhookServer } from "../tests/webhook-server";
import { assignedInstance } from "./support/assigned";
import { expect, expectAccessible, test } from "./support/test";

test.use({ allowedErrors: /status of 422/ });

const unique = (text: string) => `${text}${Math.random().toString(36).slice(2, 8)}`;
const rowOf = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

let receiver: Awaited<ReturnType<typeof startWebhookServer>>;
test.beforeEach(async () => {
  receiver = await startWebhookServer(assignedInstance().hookPort);
});
test.afterEach(() => receiver.close());

test("an admin adds a Slack webhook, is told why a bad one is refused, tests it, gets an event there, sees it break and switches it off @desktop", async ({
  belfry,
}) => {
  const page = await belfry.pageOf("aino");
  await page.goto(`${belfry.url}/settings/integrations?w=${belfry.workspace}`);
  await expect(page.getByRole("listitem").filter({ hasText: "PostgreSQL" })).toContainText("Works");

  const name = unique("deploys-");
  await page.getByRole("button", { name: "Add destination" }).click();
  const dialog = page.getByRole("dialog", { name: "New destination" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Webhook URL").fill("https://169.254.169.254/latest/meta-data");
  await dialog.getByRole("checkbox", { name: "New issues" }).uncheck();
  await dialog.getByRole("button", { name: "Add destination" }).click();
  await expect(dialog.getByText("Only these hosts are called: hooks.slack.com.")).toBeVisible();
  await expect(dialog.getByLabel("Webhook URL")).toBeFocused();
  await expect(dialog.getByLabel("Name")).toHaveValue(name);
  await expect(dialog.getByRole("checkbox", { name: "New issues" })).not.toBeChecked();
  await expectAccessible(page);
  await dialog.getByLabel("Webhook URL").fill(`${receiver.url}/services/T1/B1/secret42`);
  await dialog.getByRole("button", { name: "Add destination" }).dblclick();
  await expect(dialog).toBeHidden();
  const row = rowOf(page, name);
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(`127.0.0.1:${assignedInstance().hookPort}/…et42`);
  await expect(page.locator("body")).not.toContainText("secret42");

  await row.getByRole("button", { name: `Test ${name}` }).click();
  await expect(row.getByText("The test message was taken.")).toBeVisible();
  expect(JSON.parse(receiver.posted[0]?.body ?? "{}").blocks[0].text.text).toBe("This is a test notification");

  const title = unique("The new inbox is lovely ");
  await belfry.tell({ type: "feedback.new", title, recipients: { users: ["@aino"] } });
  await belfry.tell({ type: "issue.new", title: "Not for there", recipients: { users: ["@aino"] } });
  await expect.poll(() => receiver.posted.map(({ body }) => JSON.parse(body).text)).toContain(title);

  receiver.answer(() => ({ status: 503 }));
  await row.getByRole("button", { name: `Test ${name}` }).click();
  await expect(row.getByText("The test message did not arrive. Slack could not take it just now (503).")).toBeVisible();
  await expect(row.getByText("Failing")).toBeVisible();
  await expectAccessible(page);

  receiver.answer(() => ({ status: 200, body: "ok" }));
  await row.getByRole("checkbox", { name: `${name} is on` }).click();
  await expect(row.getByText("Off", { exact: true })).toBeVisible();
  const heard = receiver.posted.length;
  const { deliveries } = await belfry.tell({ type: "feedback.new", title, recipients: { users: ["@aino"] } });
  await page.reload();
  await expect(row.getByText("Off", { exact: true })).toBeVisible();
  expect(deliveries).toBeLessThan(10);
  expect(receiver.posted).toHaveLength(heard);
  expect(receiver.posted.map(({ body }) => JSON.parse(body).text)).not.toContain("Not for there");

  await row.getByRole("button", { name: `Edit ${name}` }).click();
  const edit = page.getByRole("dialog", { name: `Edit ${name}` });
  await edit.getByLabel("Name").fill(`${name}-renamed`);
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(rowOf(page, `${name}-renamed`)).toContainText("…et42");
  await page.getByRole("button", { name: `Delete ${name}-renamed` }).click();
  await page.getByRole("button", { name: "Delete destination" }).click();
  await expect(rowOf(page, name)).toHaveCount(0);
});

test("a member finds no integrations, and the API tells them nothing @desktop", async ({ belfry }) => {
  const page = await belfry.pageOf("jun");
  await page.goto(`${belfry.url}/settings/integrations?w=${belfry.workspace}`);
  await expect(page.getByRole("heading", { name: "This page is for administrators" })).toBeVisible();
  for (const path of ["notifications/configs", "integrations/health", "integrations/slack"]) {
    const answer = await page.request.get(`${belfry.url}/api/workspaces/${belfry.workspace}/${path}`);
    expect(answer.status()).toBe(403);
  }
});
