import type { Browser, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./support/test";

test.use({ allowedErrors: /status of (401|403|404|409|422)/ });

const unique = (text: string) => `${text}${Math.random().toString(36).slice(2, 8)}`;
const settings = (belfry: { url: string; workspace: string }, section: string) =>
  `${belfry.url}/settings/${section}?w=${belfry.workspace}`;
const rowOf = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

test("somebody new is invited by mail, joins in another browser, gets a role, and is put out of an open page @desktop", async ({
  belfry,
  browser,
  watched,
}) => {
  test.setTimeout(90_000);
  const admin = await belfry.pageOf("aino");
  await admin.goto(settings(belfry, "members"));
  const email = `${unique("nora.")}@northwind.example`;
  await admin.getByLabel("E-mail address").fill(email);
  await admin.getByLabel("Role", { exact: true }).selectOption("guest");
  await admin.getByLabel("E-mail address").press("Enter");
  await expect(rowOf(admin, email)).toBeVisible();
  await expect(admin.getByText("Invited. The mail is on its way.")).toBeVisible();

  const link = await mailedLink(belfry, email);
  const guest = watched(await newPage(browser));
  await guest.goto(link);
  await expect(guest.getByRole("heading", { name: "Join Northwind" })).toBeVisible();
  await expect(guest.getByText("Aino Rautio")).toBeVisible();
  await expectAccessible(guest);
  await guest.getByLabel("Your name").fill("Nora Lund");
  await guest.getByLabel("Your handle").fill("aino");
  await guest.keyboard.press("Enter");
  await expect(guest.getByText("Your handle is taken.")).toBeVisible();
  await expect(guest.getByLabel("Your name")).toHaveValue("Nora Lund");
  await guest.getByLabel("Your handle").fill(unique("nora_"));
  await guest.getByRole("button", { name: "Join Northwind" }).dblclick();
  await expect(guest).toHaveURL(/\/notifications\?w=northwind/);

  await guest.goto(settings(belfry, "members"));
  await expect(guest.getByText("This page is for members")).toBeVisible();
  // The list asks again by itself now and then.
  await expect(rowOf(admin, "Nora Lund")).toContainText(email, { timeout: 30_000 });
  await expect(admin.getByRole("list", { name: "Invitations" }).getByText(email)).toHaveCount(0);
  const changed = admin.waitForResponse((answer) => answer.request().method() === "PATCH");
  await admin.getByLabel("Role of Nora Lund").selectOption("member");
  expect((await changed).status()).toBe(200);
  await guest.reload();
  await expect(rowOf(guest, "Aino Rautio")).toBeVisible();

  await admin.getByRole("button", { name: "Remove Nora Lund" }).click();
  await expectAccessible(admin);
  await admin.keyboard.press("Escape");
  await expect(admin.getByRole("button", { name: "Remove Nora Lund" })).toBeFocused();
  await admin.keyboard.press("Enter");
  await admin.getByRole("button", { name: "Remove Nora", exact: true }).click();
  await expect(rowOf(admin, email)).toHaveCount(0);
  await expect(guest).toHaveURL(/\/sign-in/);
  await expect(guest.getByText("you belong to no workspace here")).toBeVisible();

  await guest.goto(link);
  await expect(guest.getByText("This invitation has been used already.")).toBeVisible();
  await expectAccessible(guest);
  await guest.context().close();
});

test("an invitation can be sent again and taken back, and is not for whoever holds the link @desktop", async ({
  belfry,
}) => {
  const [admin, other] = [await belfry.pageOf("mara"), await belfry.pageOf("jun")];
  await admin.goto(settings(belfry, "members"));
  const email = `${unique("olle.")}@northwind.example`;
  await admin.getByLabel("E-mail address").fill(email);
  await admin.getByRole("button", { name: "Invite" }).dblclick();
  await expect(rowOf(admin, email)).toHaveCount(1);
  const first = await mailedLink(belfry, email);

  await admin.getByRole("button", { name: `Send the mail to ${email} again` }).click();
  await expect.poll(() => linksTo(belfry, email)).toHaveLength(2);
  const second = linksTo(belfry, email).find((one) => one !== first) ?? "";
  await other.goto(first);
  await expect(other.getByText("There is no such invitation.")).toBeVisible();
  await other.goto(second);
  await expect(other.getByText("you are signed in as somebody else")).toBeVisible();
  await expectAccessible(other);

  await admin.getByRole("button", { name: `Take back the invitation of ${email}` }).click();
  await admin.getByRole("button", { name: "Take it back" }).click();
  await expect(rowOf(admin, email)).toHaveCount(0);
  await expect.poll(async () => (await other.request.get(apiOf(second))).status()).toBe(404);
  await other.goto(second);
  await expect(other.getByText("This invitation was taken back.")).toBeVisible();
});

test("a key made on the page works with a real call, and stops when it is revoked @desktop", async ({ belfry }) => {
  const page = await belfry.pageOf("aino");
  await page.goto(settings(belfry, "api-keys"));
  const name = unique("Deploy ");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Send events").uncheck();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Choose at least one.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue(name);
  await page.getByLabel("Send events").check();
  await page.getByLabel("Expiry").selectOption({ label: "In 30 days" });
  await page.getByRole("button", { name: "Create key" }).dblclick();
  const key = (await page.getByRole("region", { name: "The key", exact: true }).textContent()) ?? "";
  await expect(page.getByRole("region", { name: "A command that uses the key" })).toContainText(`Bearer ${key}`);
  await expectAccessible(page);
  const send = () =>
    fetch(`${belfry.url}/api/workspaces/${belfry.workspace}/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ type: "test", title: "By a new key", recipients: { users: ["@jun"] } }),
    }).then((answer) => answer.status);
  expect(await send()).toBe(202);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByRole("button", { name: "New key" })).toBeFocused();
  await expect(rowOf(page, name)).toHaveCount(1);
  await expect(page.locator("body")).not.toContainText(key);
  await page.reload();
  await expect(rowOf(page, name)).toContainText("Last used just now");

  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(rowOf(page, name)).toHaveCount(0);
  await expect.poll(send).toBe(401);
});

test("a profile edit shows everywhere, a refused one keeps what was typed", async ({ belfry, isMobile }) => {
  const handle = isMobile ? "jun" : "ines";
  const [page, admin] = [await belfry.pageOf(handle), await belfry.pageOf("aino")];
  await page.goto(settings(belfry, "profile"));
  const name = unique("Robin ");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Title").fill("Night shift");
  await page.getByLabel("Handle").fill("aino");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Handle")).toBeFocused();
  await expect(page.getByLabel("Name")).toHaveValue(name);
  await page.getByLabel("Handle").fill(handle);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Saved.")).toBeVisible();
  if (!isMobile) await expect(page.getByRole("button", { name })).toBeVisible();
  await page.getByLabel("Picture file").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: PIXEL });
  await expect(page.getByRole("button", { name: "Change picture" })).toBeVisible();

  await admin.goto(settings(belfry, "members"));
  await expect(rowOf(admin, name)).toContainText("Night shift");
  const picture = rowOf(admin, name).locator("img");
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("button", { name: "Upload a picture" })).toBeVisible();
});

test("signing out everywhere else ends the other browser @desktop", async ({ belfry, isMobile }) => {
  const handle = isMobile ? "leo" : "tomas";
  const [here, there] = [await belfry.pageOf(handle), await belfry.pageOf(handle)];
  await here.goto(settings(belfry, "sessions"));
  await expect(here.getByText("This browser")).toHaveCount(1);
  await here.getByRole("button", { name: "Sign out everywhere else" }).click();
  await here.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(here.getByRole("list", { name: "Sessions" }).getByRole("listitem")).toHaveCount(1);
  await expect(there).toHaveURL(/\/sign-in/);
  await here.reload();
  await expect(here.getByText("This browser")).toBeVisible();
});

test("a workspace is made, set up by keyboard, and is another place", { tag: "@desktop" }, async ({ belfry }) => {
  const page = await belfry.pageOf("mara");
  await page.getByRole("button", { name: /switch workspace/ }).click();
  await page.getByRole("menuitem", { name: "Create a workspace" }).click();
  const name = unique("Harbour ");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/notifications\?w=harbour-/);
  await expect(page.getByRole("button", { name: new RegExp(name) })).toBeVisible();

  await page.locator("main").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page).toHaveURL(/\/settings\/profile\?w=harbour-/);
  await page.getByRole("link", { name: "Workspace" }).click();
  await page.getByLabel("Other hosts").fill("github.com\nnot a host");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Hosts, line 2, is not a host name.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Other hosts").fill("github.com");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("the settings on a phone are a list, then a page @phone", async ({ belfry }) => {
  const page = await belfry.pageOf("aino");
  await page.getByRole("button", { name: "You" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: /API keys/ }).click();
  await expect(page.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "All settings" }).click();
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
});

/** A red square, 8 by 8. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEUlEQVQImWM4YKmNFTEMLQkAq6xJAVajaZIAAAAASUVORK5CYII=",
  "base64",
);

type Outbox = { outbox(): { to: string; text: string }[] };

const linksTo = (belfry: Outbox, email: string): string[] =>
  belfry
    .outbox()
    .filter((mail) => mail.to === email)
    .flatMap((mail) => /https?:\S+\/invitation\/[\w-]+/.exec(mail.text)?.[0] ?? []);

async function mailedLink(belfry: Outbox, email: string): Promise<string> {
  await expect.poll(() => linksTo(belfry, email).length).toBeGreaterThan(0);
  return linksTo(belfry, email)[0] ?? "";
}

const apiOf = (link: string): string => link.replace("/invitation/", "/api/invitations/");

const newPage = async (browser: Browser): Promise<Page> => (await browser.newContext()).newPage();
