import { startTwilioServer } from "../tests/twilio-server";
import { Instance } from "./support/instance";
import { expect, expectAccessible, test } from "./support/test";

test.use({ allowedErrors: /status of (409|422)/ });

let twilio: Awaited<ReturnType<typeof startTwilioServer>>;
let instance: Instance;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  twilio = await startTwilioServer();
  instance = await Instance.create({
    TWILIO_ACCOUNT_SID: "AC0123",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_FROM: "+15550001111",
    TWILIO_BASE_URL: twilio.url,
  });
  await instance.start();
});
test.afterAll(async () => {
  await instance.remove();
  await twilio.close();
});

const lastText = () => String(twilio.messages.at(-1)?.form.Body);

test("a number is typed, mended, proved by its code, written to, and taken away", async ({ page }) => {
  const { url, workspace, people, apiKey } = instance.file;
  const me = people.find(({ role }) => role === "owner");
  await page.goto(me?.signInUrl ?? "");
  await page.goto(`${url}/settings/devices?w=${workspace}`);
  const part = page.getByRole("region", { name: "Text messages" });
  const number = part.getByLabel("Mobile number");

  await number.fill("0151 23456789");
  await part.getByRole("button", { name: "Text me a code" }).click();
  await expect(part.getByText(/must begin with \+ and the country/)).toBeVisible();
  await expect(number).toHaveValue("0151 23456789");
  await expectAccessible(page);
  await number.fill("+49 151 23456789");
  await page.keyboard.press("Enter");

  const code = part.getByLabel("Six-digit code");
  await expect(code).toBeFocused();
  await expect(part.getByText("+4915123456789")).toBeVisible();
  await expectAccessible(page);
  const right = lastText().slice(0, 6);
  await code.fill(right === "000000" ? "111111" : "000000");
  await expect(part.getByText("That code is not right.")).toBeVisible();
  await page.reload();
  await code.pressSequentially(right);
  await expect(part.getByText("Verified")).toBeVisible();
  await expectAccessible(page);

  const choice = { changes: [{ scope: "all", key: "", channel: "sms", isOn: true }] };
  const base = `${url}/api/workspaces/${workspace}`;
  const headers = { origin: url };
  expect((await page.request.patch(`${base}/notifications/preferences`, { data: choice, headers })).status()).toBe(200);
  const event = { type: "test", title: "Printer on fire", body: "Third floor", recipients: { everyone: true } };
  const authorization = `Bearer ${apiKey}`;
  expect((await page.request.post(`${base}/events`, { data: event, headers: { authorization } })).status()).toBe(202);
  await expect.poll(lastText, { timeout: 20_000 }).toMatch(/: Printer on fire\nThird floor\nhttp/);
  expect(lastText()).toContain(`\n${url}/notifications?w=${workspace}`);

  await part.getByRole("button", { name: "Remove +4915123456789" }).click();
  await page.getByRole("button", { name: "Remove number" }).click();
  await expect(number).toHaveValue("");
});
