import { call } from "@/lib/http/call";
import type { Device } from "./contract";
import * as api from "./operations";

const KEPT = "belfry-push";
const WAIT_MS = 10_000;

/** What keeps this browser from showing pushes: it must be told apart, because each has another way out. */
export type Obstacle = "insecure" | "home_screen" | "unsupported" | "denied";

/** Who turned pushes on here, and under which address they were registered last. */
interface Kept {
  userId: string;
  endpoint: string;
}

/** Which workspace the calls go through, and whose browser it is. */
export interface Whose {
  ws: string;
  userId: string;
}

/** What stands in the way here; null when nothing does. */
export function obstacleHere(): Obstacle | null {
  if (!window.isSecureContext) return "insecure";
  const canPush = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!canPush) return isOnApple() && !isInstalled() ? "home_screen" : "unsupported";
  return Notification.permission === "denied" ? "denied" : null;
}

/** Whether Belfry runs as an app of its own. */
export const isInstalled = (): boolean =>
  matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;

/** Puts our worker in place: it shows the offline page too, so it needs nobody's permission. */
export async function placeWorker(): Promise<void> {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
}

/** Tells the worker what it cannot see. */
export async function tellWorker(what: "inbox changed" | "signed out"): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  registration?.active?.postMessage(what);
}

/**
 * Asks the person, subscribes with their browser's push service and registers here. Throws an error whose message can be
 * shown; what failed half way is taken up by the next try.
 */
export async function turnOn({ ws, userId }: Whose, name: string): Promise<Device> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") {
    throw new Error("Your browser did not get your permission, so nothing was turned on. You can try again.");
  }
  const { key } = await call(api.getWebPushKey, { ws });
  return register({ ws, userId }, await subscribe(key), { name, replaces: readKept()?.endpoint });
}

/** Ends pushes here, and forgets who had them. */
export async function turnOff(): Promise<void> {
  const subscription = await currentSubscription();
  const device = subscription && (await deviceAt(subscription.endpoint));
  if (device) await call(api.removeDevice, { id: device.id });
  await subscription?.unsubscribe();
  localStorage.removeItem(KEPT);
}

/** Which of these devices this browser is. */
export async function findThisBrowser(devices: Device[]): Promise<Device | null> {
  const subscription = await currentSubscription();
  if (!subscription) return null;
  const fingerprint = await fingerprintOf(subscription.endpoint);
  return devices.find((device) => device.fingerprint === fingerprint) ?? null;
}

/**
 * Mends what was lost, without a word: a subscription that is gone, that has ended at its push service, or that is for a
 * key we have no more. Only for who turned it on here and still allows it. One that was removed from another device is
 * not brought back, and what somebody else left behind here ends.
 */
export async function heal(whose: Whose): Promise<void> {
  const kept = readKept();
  if (kept && kept.userId !== whose.userId) return turnOff();
  if (!kept || obstacleHere() || Notification.permission !== "granted") return;
  const { key } = await call(api.getWebPushKey, { ws: whose.ws });
  const subscription = await currentSubscription();
  const isOurs = subscription !== null && keyOf(subscription) === key;
  if (isOurs && subscription.endpoint === kept.endpoint) {
    const device = await deviceAt(subscription.endpoint);
    if (device?.isReachable) return;
    await subscription.unsubscribe();
    if (!device) return localStorage.removeItem(KEPT);
  } else if (subscription && !isOurs) await subscription.unsubscribe();
  await register(whose, await subscribe(key), { replaces: kept.endpoint });
}

async function subscribe(key: string): Promise<PushSubscription> {
  const registration = await inTime(placeWorker().then(() => navigator.serviceWorker.ready));
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await inTime(registration.pushManager.subscribe(options));
  } catch (error) {
    // A subscription for another key is in the way: it can show nothing of ours any more.
    if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw asSentence(error);
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return inTime(registration.pushManager.subscribe(options)).catch((again: unknown) =>
      Promise.reject(asSentence(again)),
    );
  }
}

async function register(
  { ws, userId }: Whose,
  subscription: PushSubscription,
  more: { name?: string; replaces?: string },
): Promise<Device> {
  const { endpoint, keys, expirationTime } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys ?? {};
  const body = { ws, endpoint: endpoint ?? "", keys: { p256dh, auth }, expirationTime, ...more };
  const device = await call(api.subscribeWebPush, body);
  localStorage.setItem(KEPT, JSON.stringify({ userId, endpoint: subscription.endpoint } satisfies Kept));
  return device;
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

async function deviceAt(endpoint: string): Promise<Device | undefined> {
  const fingerprint = await fingerprintOf(endpoint);
  const { devices } = await call(api.listDevices, {});
  return devices.find((device) => device.fingerprint === fingerprint);
}

async function fingerprintOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? []);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function readKept(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

class LateError extends Error {}

/** A push service that cannot be reached may leave `subscribe` without an answer for good. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new LateError()), WAIT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function asSentence(error: unknown): Error {
  const why =
    error instanceof LateError ? `did not answer within ${WAIT_MS / 1000} seconds` : "could not be reached, or refused";
  return new Error(`Your browser’s push service ${why}. Nothing was turned on; try again when you have a connection.`);
}

const isOnApple = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
