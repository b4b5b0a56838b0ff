import type { BrowserContext, CDPSession, Page, Worker } from "@playwright/test";
import type { ReceivedPush, startPushServer } from "../../tests/push-server";

type PushServer = Awaited<ReturnType<typeof startPushServer>>;

/**
 * Gives every page of this context a push manager whose push service is ours: without the internet the real one never
 * answers. All else is the browser's own: the worker, its notifications, the encryption keys, the permission.
 */
export async function lendPushService(context: BrowserContext, service: PushServer, origin: string): Promise<void> {
  await context.grantPermissions(["notifications"], { origin });
  await context.exposeFunction("newSubscription", () => service.subscribe());
  await context.addInitScript(() => {
    const KEPT = "the browser's own subscription";
    const bytesOf = (key: string) =>
      Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const kept = () => {
      const { key, endpoint, keys } = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
      if (!endpoint) return null;
      return {
        endpoint,
        options: { applicationServerKey: bytesOf(key).buffer },
        toJSON: () => ({ endpoint, expirationTime: null, keys }),
        unsubscribe: async () => localStorage.removeItem(KEPT),
      } as unknown as PushSubscription;
    };
    const ours = window as unknown as { newSubscription(): Promise<object> };
    PushManager.prototype.subscribe = async (options) => {
      const made = { ...(await ours.newSubscription()), key: options?.applicationServerKey };
      localStorage.setItem(KEPT, JSON.stringify(made));
      return kept() as PushSubscription;
    };
    PushManager.prototype.getSubscription = async () => kept();
  });
}

/** The worker of one browser, as its push service and its person meet it. */
export class PushWorker {
  private constructor(
    private readonly cdp: CDPSession,
    private readonly worker: Worker,
    private readonly origin: string,
    private readonly registrationId: string,
  ) {}

  static async of(page: Page): Promise<PushWorker> {
    const { origin } = new URL(page.url());
    const cdp = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
        if (own) resolve(own.registrationId);
      }),
    );
    await cdp.send("ServiceWorker.enable");
    const registrationId = await registered;
    const worker = page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent("serviceworker"));
    return new PushWorker(cdp, worker, origin, registrationId);
  }

  /** Hands over what the push service got, decrypted, as the browser does. */
  async deliver({ text }: Pick<ReceivedPush, "text">): Promise<void> {
    const { origin, registrationId } = this;
    await this.cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: text });
  }

  /** What it shows just now. */
  shown(): Promise<{ title: string; body: string; tag: string; actions: string[] }[]> {
    return this.worker.evaluate(async () => {
      const { registration } = self as unknown as ServiceWorkerGlobal;
      const list = await registration.getNotifications();
      return list.map(({ title, body, tag, actions }) => ({
        title,
        body,
        tag,
        actions: actions.map((one) => one.title),
      }));
    });
  }

  /** A person's click on the one with this title, or on one of its buttons. */
  async click(title: string, action = ""): Promise<void> {
    await this.worker.evaluate(
      async ([title, action]) => {
        const { registration, NotificationEvent } = self as unknown as ServiceWorkerGlobal;
        const notification = (await registration.getNotifications()).find((one) => one.title === title);
        self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
      },
      [title, action],
    );
  }
}

/** What a worker's own scope has that a page's has not. */
interface ServiceWorkerGlobal {
  registration: {
    getNotifications(): Promise<(Notification & { actions: { title: string }[] })[]>;
  };
  NotificationEvent: new (type: string, init: { notification: unknown; action: unknown }) => Event;
}
