import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Who the provider says is signing in. */
export interface Identity {
  sub: string;
  name: string;
  email: string;
  isVerified: boolean;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A sign-in provider on a real socket: OpenID Connect with discovery, and GitHub's plain OAuth with its API. Whoever
 * follows its authorization address comes back at once as `server.identity`.
 */
export async function startOAuthServer() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const asked = new Map<string, URLSearchParams>();
  const state = { url: "", identity: {} as Identity, isDown: false, secrets: [] as string[] };

  const identityToken = (clientId: string, nonce: string | null) => {
    const { sub, name, email, isVerified } = state.identity;
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: state.url, aud: clientId, iat: seconds, exp: seconds + 60, sub, name, email, nonce };
    const signed = `${encode({ alg: "RS256", kid: "1" })}.${encode({ ...claims, email_verified: isVerified })}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
  };

  const answers: Record<string, (request: IncomingMessage, body: URLSearchParams) => object> = {
    "/.well-known/openid-configuration": () => ({
      issuer: state.url,
      authorization_endpoint: `${state.url}/authorize`,
      token_endpoint: `${state.url}/token`,
      jwks_uri: `${state.url}/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
    }),
    "/keys": () => ({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] }),
    "/token": (request, body) => {
      const [clientId = "", secret = ""] = credentialsOf(request, body);
      state.secrets.push(secret);
      const given = asked.get(body.get("code") ?? "");
      asked.delete(body.get("code") ?? "");
      if (!given) return { error: "invalid_grant" };
      return { access_token: "at", token_type: "Bearer", id_token: identityToken(clientId, given.get("nonce")) };
    },
    "/login/oauth/access_token": (_, body) => {
      const isKnown = asked.delete(body.get("code") ?? "");
      return isKnown ? { access_token: "at", token_type: "bearer", scope: "user:email" } : { error: "bad_code" };
    },
    "/api/v3/user": () => ({ id: state.identity.sub, name: state.identity.name, login: "octo" }),
    "/api/v3/user/emails": () => [
      { email: "other@example.com", primary: false, verified: true },
      { email: state.identity.email, primary: true, verified: state.identity.isVerified },
    ],
  };

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", state.url);
    const body = new URLSearchParams(await text(request));
    if (state.isDown) return void response.writeHead(503).end();
    const answer = answers[url.pathname]?.(request, body);
    const status = !answer ? 404 : "error" in answer ? 400 : 200;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return Object.assign(state, {
    /** What the provider's page would do once the person agreed: the address it sends the browser back to. */
    agree(authorization: string): URL {
      const { searchParams } = new URL(authorization);
      const code = `code-${Math.random().toString(36).slice(2)}`;
      asked.set(code, searchParams);
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ code, state: searchParams.get("state") ?? "" }).toString();
      return back;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  });
}

function credentialsOf(request: IncomingMessage, body: URLSearchParams): string[] {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!basic) return [body.get("client_id") ?? "", body.get("client_secret") ?? ""];
  return Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent);
}
