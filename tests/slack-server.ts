import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One call to the Web API, as its form says it; what is JSON within the form is parsed. */
export interface SlackCall {
  method: string;
  token: string;
  form: Record<string, unknown>;
  /** When it came, by a clock that only goes forward. */
  at: number;
}

export type SlackAnswer =
  | Record<string, unknown>
  | { status: number; headers?: Record<string, string>; json?: unknown }
  | "hang";

/** Slack's Web API on a real socket, for the official client. Knows one team, and people by their addresses. */
export async function startSlackServer() {
  const calls: SlackCall[] = [];
  const people = new Map<string, string>();
  const state = { tokens: new Set(["xoxb-good"]), answer: (_: SlackCall): SlackAnswer | undefined => undefined };

  const ordinary = (call: SlackCall): SlackAnswer => {
    const { method, token, form } = call;
    if (method === "oauth.v2.access") {
      if (form.code !== "right-code") return { ok: false, error: "invalid_code" };
      return { ok: true, access_token: "xoxb-good", token_type: "bot", team: { id: "T1", name: "Northwind Slack" } };
    }
    if (!state.tokens.has(token)) return { ok: false, error: "invalid_auth" };
    if (method === "auth.test") return { ok: true, team: "Northwind Slack", team_id: "T1", user: "belfry" };
    if (method === "users.lookupByEmail") {
      const id = people.get(String(form.email));
      return id ? { ok: true, user: { id, deleted: false } } : { ok: false, error: "users_not_found" };
    }
    if (method === "chat.postMessage") return { ok: true, channel: form.channel, ts: `1700000000.${calls.length}` };
    return { ok: false, error: "unknown_method" };
  };

  const server = createServer(async (request, response) => {
    const call = await read(request);
    calls.push(call);
    const answer = state.answer(call) ?? ordinary(call);
    if (answer === "hang") return;
    const { status, headers, json } =
      "status" in answer
        ? (answer as { status: number; headers?: Record<string, string>; json?: unknown })
        : { status: 200, headers: {}, json: answer };
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(json ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls,
    people,
    state,
    of: (method: string) => calls.filter((call) => call.method === method),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<SlackCall> {
  const form = Object.fromEntries(
    [...new URLSearchParams(await text(request))].map(([name, value]) => [name, parsed(value)]),
  );
  return {
    method: (request.url ?? "").replace(/^\/api\//, ""),
    token: /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "",
    form,
    at: performance.now(),
  };
}

const parsed = (value: string): unknown => (/^[[{]/.test(value) ? JSON.parse(value) : value);
