import type { ExternalToast } from "sonner";

type Sonner = typeof import("sonner");
type Message = Parameters<Sonner["toast"]>[0];

let haveLoaded: (sonner: Sonner) => void = () => {};
/** Settles once the code that shows toasts is there: for a first toast, or because the page had time to fetch it. */
export const toastsLoaded = new Promise<Sonner>((resolve) => {
  haveLoaded = resolve;
});

/** Fetches it. Without a network the next toast tries again, and shows those before it too. */
export function loadToasts(): void {
  import("sonner").then(haveLoaded, () => {});
}

let made = 0;

function show(kind: "message" | "error", message: Message, options: ExternalToast | undefined): string {
  const id = `toast-${++made}`;
  loadToasts();
  void toastsLoaded.then(({ toast }) => toast[kind](message, { ...options, id }));
  return id;
}

/** Says something at the bottom of the page, once that can be shown. Answers the toast's id. */
export const toast = Object.assign(
  (message: Message, options?: ExternalToast): string => show("message", message, options),
  {
    error: (message: Message, options?: ExternalToast): string => show("error", message, options),
    dismiss: (id: string): void => void toastsLoaded.then((sonner) => sonner.toast.dismiss(id)),
  },
);
