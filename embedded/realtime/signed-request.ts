import { Refusal } from "./refusal";
import { type App, isEqual, md5, sign } from "./signature";

const MAX_CLOCK_SKEW_S = 600;

export type SignedRequest = { method: string; path: string; query: string; body: Buffer };

/**
 * Checks a request to the HTTP API as Pusher's "Generating authentication signatures" describes.
 * `path` and `query` are as they came over the wire, `body` the raw bytes.
 * @returns the decoded path and parameters, to be used from here on
 * @throws Refusal 400 for an unreadable address, 401 for anything wrong with the signature
 */
export function verifyRequest(app: App, request: SignedRequest): { path: string; params: Map<string, string> } {
  const path = decode(request.path);
  const params = parseQuery(request.query);
  const problem = problemWith(app, request.body, params);
  if (problem) throw new Refusal(401, problem);
  const given = params.get("auth_signature") ?? "";
  const pairs = [...params].filter(([name]) => name !== "auth_signature").sort(byName);
  const query = pairs.map(([name, value]) => `${name}=${value}`).join("&");
  // The Node SDK signs the path as the caller wrote it, and fetch then percent-encodes it.
  const isSigned = [request.path, path].some((candidate) =>
    isEqual(sign(app.secret, [request.method, candidate, query].join("\n")), given),
  );
  if (!isSigned) throw new Refusal(401, "The signature does not match: check the secret, the path and the parameters.");
  return { path, params };
}

/** Parameters with lower-case names; a `+` stays a plus, which is why this is not URLSearchParams. */
function parseQuery(query: string): Map<string, string> {
  const params = new Map<string, string>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const name = decode(at < 0 ? pair : pair.slice(0, at)).toLowerCase();
    if (params.has(name)) throw new Refusal(400, `The parameter ${name} is given twice.`);
    params.set(name, at < 0 ? "" : decode(pair.slice(at + 1)));
  }
  return params;
}

function problemWith(app: App, body: Buffer, params: Map<string, string>): string | null {
  if (params.get("auth_key") !== app.key) return "The auth_key is missing or unknown.";
  if (params.get("auth_version") !== "1.0") return "The auth_version must be 1.0.";
  const timestamp = params.get("auth_timestamp") ?? "";
  if (!/^\d{1,12}$/.test(timestamp)) return "The auth_timestamp must be Unix time in seconds.";
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > MAX_CLOCK_SKEW_S)
    return `The auth_timestamp is more than ${MAX_CLOCK_SKEW_S} seconds off: compare the clocks.`;
  const checksum = params.get("body_md5");
  if (checksum === undefined && body.length > 0) return "The body_md5 is missing.";
  if (checksum !== undefined && checksum !== md5(body)) return "The body_md5 does not match the body.";
  return null;
}

function byName([left]: [string, string], [right]: [string, string]): number {
  return left < right ? -1 : 1;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, "The address holds a broken percent-encoding.");
  }
}
