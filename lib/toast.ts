import type { ExternalToast } from "sonner";
import { Observable } from "./observable";

type Sonner = typeof import("sonner");
type Message = Parameters<Sonner["toast"]>[0];

let haveLoaded: (sonner: Sonner) => void = () => {};
/** Settles once the code that shows toasts is there: for a first toast, or because the page had time to fetch it. */
export const toastsLoaded = new Promise<Sonner>((resolve) => {
  haveLoaded = resolve;
});

/** What is to be said while that code cannot be fetched: the page says it in plain letters. */
export const plainToasts = new Observable<readonly { id: string; message: Message }[]>([]);

const PLAIN_MS = 7_000;

/** Fetches it. Without a network the next toast tries again. */
export async function loadToasts(): Promise<boolean> {
  const sonner = await import("sonner").catch(() => undefined);
  if (sonner) haveLoaded(sonner);
  return sonner !== undefined;
}

let made = 0;

function show(kind: "message" | "error", message: Message, options: ExternalToast | undefined): string {
  const id = `toast-${++made}`;
  void loadToasts().then(async (haveThem) => {
    if (haveThem) (await toastsLoaded).toast[kind](message, { ...options, id });
    else showPlain(id, message);
  });
  return id;
}

function showPlain(id: string, message: Message): void {
  plainToasts.set([...plainToasts.get(), { id, message }]);
  setTimeout(() => hidePlain(id), PLAIN_MS);
}

function hidePlain(id: string): void {
  plainToasts.set(plainToasts.get().filter((one) => one.id !== id));
}

/** Says something at the bottom of the page, once that can be shown. Answers the toast's id. */
export const toast = Object.assign(
  (message: Message, options?: ExternalToast): string => show("message", message, options),
  {
    error: (message: Message, options?: ExternalToast): string => show("error", message, options),
    dismiss: (id: string): void => {
      hidePlain(id);
      void toastsLoaded.then((sonner) => sonner.toast.dismiss(id));
    },
  },
);
