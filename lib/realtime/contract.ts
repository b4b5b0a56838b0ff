import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

/** What the browser needs to open its live connection; null means: there is none, poll. */
export interface RealtimeSettings {
  key: string;
  cluster: string;
  /** Absent for Pusher's own clusters. */
  host?: string;
  port?: number;
  useTls?: boolean;
  /** Same-origin: connect to this page's host under this path. */
  path?: string;
}

const socketId = z.string().regex(/^\d{1,20}\.\d{1,20}$/, "is not a socket id");

export const authenticateRealtimeUser = endpoint({
  method: "POST",
  path: "/api/realtime/user-auth",
  access: { person: "guest" },
  summary:
    "A signed token that names one live connection mine, so that it ends with my session or membership, and the name my channel in a workspace has until then.",
  body: z.strictObject({ socketId, workspaceId: z.uuid() }),
  example: { socketId: "123.456", workspaceId: "0198f0aa-0000-7000-8000-000000000001" },
  response: z.object({ auth: z.string(), userData: z.string(), channel: z.string() }),
});

export const authorizeRealtimeChannel = endpoint({
  method: "POST",
  path: "/api/realtime/auth",
  access: { person: "guest" },
  summary: "A signed token that lets one live connection hear one of my channels.",
  body: z.strictObject({
    socketId,
    channel: z.string().min(1).max(164),
  }),
  example: { socketId: "123.456", channel: "private-user.…" },
  response: z.object({ auth: z.string() }),
});
