import { call } from "@/lib/http/call";
import type { Answer, AnyEndpoint, CallInput } from "@/lib/http/endpoint";
import type { Operation } from "@/lib/http/operation";
import { version } from "@/package.json";
import { EXIT, Failure } from "./exit-codes";
import { readKept } from "./kept";

const HERE = "http://localhost:3000";
const TIMEOUT_MS = 30_000;

/** What every command understands. */
export interface Options {
  url?: string;
  workspace?: string;
  format: "text" | "json";
}

/** One instance, and by what right it is asked. */
export interface Target {
  url: string;
  ask<E extends AnyEndpoint>(endpoint: E, input: CallInput<E>, signal?: AbortSignal): Promise<Answer<E>>;
}

/** The instance's address: as given, else BELFRY_URL, else where one signed in last, else this machine's. */
export function urlOf({ url }: Options): string {
  const given = url ?? (process.env.BELFRY_URL || undefined) ?? readKept().current ?? HERE;
  const isHttp = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol);
  if (!isHttp) throw new Failure(EXIT.usage, `“${given}” is no address of an instance: give one like ${HERE}.`);
  const { username, password, origin } = new URL(given);
  if (username || password) throw new Failure(EXIT.usage, "The address must carry no user name or password.");
  return origin;
}

/** The instance, asked as nobody, or with a token. */
export function targetAt(url: string, token?: string): Target {
  const headers = { "user-agent": `belfry/${version}`, ...(token && { authorization: `Bearer ${token}` }) };
  return {
    url,
    ask: async <E extends AnyEndpoint>(endpoint: E, input: CallInput<E>, signal?: AbortSignal) => {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const until = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const { method, path, body, response } = endpoint;
      const operation: Operation<CallInput<E>, Answer<E>> = { method, path, sends: body ? "body" : "query" };
      // Another Belfry than this program's may stand there, or none at all: its answer is looked at.
      return response.parse(await call(operation, input, until, { baseUrl: url, headers })) as Answer<E>;
    },
  };
}

/** The instance as the person who signed in asks it, and the workspace. Error: nobody is signed in there. */
export function signedIn(options: Options): Target & { ws: string } {
  const url = urlOf(options);
  const login = readKept().logins[url];
  if (!login) throw new Failure(EXIT.signedOut, `You are not signed in at ${url}: run “belfry login --url ${url}”.`);
  return { ...targetAt(url, login.token), ws: workspaceOf(options, login.workspace) };
}

/** The instance as a producer asks it, and the workspace. Errors: no key, no workspace. */
export function asProducer(options: Options & { key?: string }): Target & { ws: string } {
  const url = urlOf(options);
  const key = options.key ?? process.env.BELFRY_API_KEY;
  if (!key)
    throw new Failure(
      EXIT.signedOut,
      "Sending needs an API key: set BELFRY_API_KEY, or give --key. An admin makes one under Settings, API keys.",
    );
  return { ...targetAt(url, key), ws: workspaceOf(options, readKept().logins[url]?.workspace) };
}

function workspaceOf({ workspace }: Options, kept: string | undefined): string {
  const ws = workspace ?? (process.env.BELFRY_WORKSPACE || undefined) ?? kept;
  if (!ws) throw new Failure(EXIT.usage, "Name the workspace: --workspace SLUG, or BELFRY_WORKSPACE.");
  return ws;
}
