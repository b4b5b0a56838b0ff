import type { App } from "./signature";

/** Protocol 7 refuses by closing: the code decides whether pusher-js tries again. */
export type HandshakeRefusal = { code: number; reason: string };

/** Checks the address a browser connects to, `/app/KEY?protocol=7`. @returns null if it may stay */
export function findHandshakeRefusal(app: App, url: string): HandshakeRefusal | null {
  const [path = "", query = ""] = url.split("?", 2);
  const key = /^\/app\/([^/]+)\/?$/.exec(path)?.[1];
  if (key === undefined) return { code: 4005, reason: "Path not found: connect to /app/KEY" };
  if (key !== encodeURIComponent(app.key) && key !== app.key)
    return { code: 4001, reason: "There is no app with this key" };
  const protocol = new URLSearchParams(query).get("protocol");
  if (protocol === null || protocol === "")
    return { code: 4008, reason: "No protocol version given: ask for protocol=7" };
  if (!/^\d+$/.test(protocol)) return { code: 4006, reason: "The protocol version is not a number" };
  if (Number(protocol) !== 7) return { code: 4007, reason: "Unsupported protocol version: this server speaks 7" };
  return null;
}
