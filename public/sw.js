// Shows pushes, follows clicks on them, and stands in for pages while there is no network. Plain and without imports:
// the browser compares it byte by byte to see that it has changed. It keeps one page that is the same for everybody.
const CACHE = "belfry-1";
const OFFLINE = "/offline";
const HOME = "/notifications";
const HOUR_MS = 3_600_000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(new Request(OFFLINE, { cache: "reload" }))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOldCaches(), self.clients.claim()]));
});

// Navigations only: what is fetched for somebody is never kept.
self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(async () => (await caches.match(OFFLINE)) ?? Response.error()));
});

self.addEventListener("push", (event) => {
  event.waitUntil(show(messageIn(event)));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  event.waitUntil(follow(notification.data ?? {}, action));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(subscribeAgain(event));
});

// From an open page: something was read, here or elsewhere; or this browser's person is leaving.
self.addEventListener("message", (event) => {
  if (event.data === "inbox changed") event.waitUntil(closeRead());
  if (event.data === "signed out") event.waitUntil(closeAll());
});

/** The declarative form, which a browser that knows it has read already. Anything else is still shown as something. */
function messageIn(event) {
  try {
    const { web_push, notification, app_badge } = event.data.json();
    if (web_push === 8030 && typeof notification.title === "string") return { ...notification, badge: app_badge };
  } catch {
    // Not ours, or cut: a push must show something all the same.
  }
  return { title: "Something new in Belfry", body: "", data: {}, actions: [] };
}

async function show({ title, body, tag, data, actions, badge }) {
  const id = data?.id ?? null;
  const shown = tag ? await self.registration.getNotifications({ tag }) : [];
  await self.registration.showNotification(title, {
    body,
    tag,
    data,
    actions: (actions ?? []).slice(0, 2).map(({ action, title }) => ({ action, title })),
    icon: "/icons/192.png",
    badge: "/icons/badge.png",
    // The same one again, as after a lost answer, takes its own place without a sound.
    renotify: shown.length > 0 && shown.every((one) => one.data?.id !== id),
  });
  await Promise.allSettled([setBadge(badge), acknowledge(data?.receipt), closeRead(id)]);
}

async function setBadge(count) {
  if (typeof count !== "number" || !self.navigator.setAppBadge) return;
  await (count > 0 ? self.navigator.setAppBadge(count) : self.navigator.clearAppBadge());
}

const acknowledge = (receipt) => receipt && send("POST", "/api/deliveries/acknowledge", { receipt });

async function follow({ id, ws, link, hosts }, action) {
  const own = id && ws && `/api/workspaces/${encodeURIComponent(ws)}/notifications/${encodeURIComponent(id)}`;
  const snoozedUntil = new Date(Date.now() + HOUR_MS).toISOString();
  const change = own && send("PATCH", own, action === "snooze" ? { snoozedUntil } : { read: true });
  if (action !== "read" && action !== "snooze") return Promise.allSettled([change, open(targetOf(link, hosts))]);
  // A deed that fails must not look done: the page says what is the matter.
  if (!(await change)) await open(targetOf(link, hosts));
}

/** Where a click may lead: a path of ours, or https to a host that came with the message. Else to the inbox. */
function targetOf(link, hosts) {
  const home = new URL(HOME, self.location.origin).href;
  if (typeof link !== "string" || !/^(\/(?![/\\])|https:\/\/)/i.test(link) || !URL.canParse(link, home)) return home;
  const url = new URL(link, home);
  const isOurs = link.startsWith("/") && url.origin === self.location.origin;
  const isTheirs = url.protocol === "https:" && !url.username && !url.password && (hosts ?? []).includes(url.host);
  return isOurs || isTheirs ? url.href : home;
}

/** In the tab that shows it already, else in one of ours, else in a new one. */
async function open(href) {
  const tabs = await self.clients.matchAll({ type: "window" });
  const isOurs = new URL(href).origin === self.location.origin;
  const tab = isOurs && (tabs.find((one) => one.url === href) ?? tabs.find((one) => one.focused) ?? tabs[0]);
  if (!tab) return self.clients.openWindow(href);
  if (tab.url !== href) await tab.navigate(href);
  // Refused unless a person has just clicked; the page has changed all the same.
  await tab.focus().catch(() => {});
}

/** Closes what has been read, archived, snoozed or deleted since it was shown. */
async function closeRead(newest) {
  const shown = (await self.registration.getNotifications()).filter(({ data }) => data?.id && data.id !== newest);
  const slugs = [...new Set(shown.map(({ data }) => data.ws))];
  const ofSlug = (ws) => shown.filter(({ data }) => data.ws === ws);
  await Promise.allSettled(slugs.map((ws) => closeReadOf(ws, ofSlug(ws))));
}

async function closeReadOf(ws, shown) {
  const since = Math.min(...shown.map(({ data }) => data.seq ?? 0));
  const path = `/api/workspaces/${encodeURIComponent(ws)}/notifications/poll?since=${since}`;
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) return;
  const { changes, removed } = await answer.json();
  const done = changes.filter(({ isRead, archivedAt, snoozedUntil }) => isRead || archivedAt || snoozedUntil);
  const gone = new Set([...removed, ...done.map(({ id }) => id)]);
  for (const notification of shown) if (gone.has(notification.data.id)) notification.close();
}

async function closeAll() {
  for (const notification of await self.registration.getNotifications()) notification.close();
  await setBadge(0);
}

/** The browser or its push service has changed the subscription: the new one takes the old one's place. */
async function subscribeAgain({ oldSubscription, newSubscription }) {
  const me = await fetch("/api/me", { credentials: "same-origin", cache: "no-store" });
  const [workspace] = me.ok ? (await me.json()).workspaces : [];
  if (!workspace) return;
  const base = `/api/workspaces/${workspace.slug}/notifications/web-push`;
  const { key } = await (await fetch(`${base}/key`, { credentials: "same-origin" })).json();
  const subscription =
    newSubscription ??
    (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  await send("POST", `${base}/subscribe`, { ...subscription.toJSON(), replaces: oldSubscription?.endpoint });
}

/** Answers whether it was done. */
async function send(method, path, body) {
  const headers = { "content-type": "application/json" };
  const init = { method, headers, credentials: "same-origin", body: JSON.stringify(body) };
  return fetch(path, init).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function forgetOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}
