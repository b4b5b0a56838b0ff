"use client";

import { useCallback, useState } from "react";
import { useArrivals } from "@/lib/notifications/inbox/client";
import type { Notification } from "@/lib/notifications/inbox/contract";
import { useSession } from "../session/session";

/** Tells readers of the screen what has arrived, when they next pause. */
export function Announcer() {
  const { workspace } = useSession();
  const [message, setMessage] = useState("");
  const onArrival = useCallback((rows: Notification[]) => setMessage(sentence(rows)), []);
  useArrivals(workspace.slug, onArrival);
  return (
    <div aria-live="polite" aria-atomic="true" className="sr-only">
      {message}
    </div>
  );
}

function sentence(rows: Notification[]): string {
  const [newest] = rows;
  if (!newest) return "";
  if (rows.length === 1) return `${newest.title}. ${newest.body}`;
  return `${newest.title}, and ${rows.length - 1} more new notifications`;
}
