import { expect, expectAccessible, test } from "./support/test";

test.use({ allowedErrors: /status of 401/ });

test("a person signs in with the mailed code, stays signed in, and signs out", async ({ page, belfry, isMobile }) => {
  const handle = isMobile ? "leo" : "mara";
  const email = `${handle}@northwind.example`;
  await page.goto(belfry.url);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail address").fill(email);
  await page.keyboard.press("Enter");
  const field = page.getByLabel("Six-digit code");
  await expect(field).toBeFocused();
  await expectAccessible(page);

  const code = () =>
    belfry
      .outbox()
      .filter((mail) => mail.to === email)
      .map((mail) => /^(\d{6}) is your/.exec(mail.subject)?.[1])
      .find(Boolean);
  await expect.poll(code).toBeTruthy();
  await field.fill(code() === "000000" ? "000001" : "000000");
  await expect(
    page
      .getByRole("alert")
      .or(page.getByText(/wrong|not right|does not/i))
      .first(),
  ).toBeVisible();
  await field.fill(code() ?? "");
  await expect(page).toHaveURL(/\/notifications/);
  await page.reload();
  await expect(page).toHaveURL(/\/notifications/);

  await page.getByRole("button", { name: isMobile ? /^you$/i : /okafor/i }).click();
  await page.getByRole("menuitem", { name: /sign out/i }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(`${belfry.url}/notifications`);
  await expect(page).toHaveURL(/\/sign-in/);
});
