import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "@/lib/env";

/** What we read of whoever signs in by a provider; `email_verified` is the provider's own word for the address. */
export interface ProviderProfile {
  sub: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
}

type Provider = OAuthConfig<ProviderProfile>;

const TIMEOUT_MS = 10_000;

/** The providers whose id and secret are set, in the order their buttons stand. */
export function oauthProviders(): Provider[] {
  const settings = env();
  const credentials = (name: "GITHUB" | "GOOGLE" | "SLACK") => {
    const [clientId, clientSecret] = [settings[`${name}_CLIENT_ID`], settings[`${name}_CLIENT_SECRET`]];
    return clientId && clientSecret ? { clientId, clientSecret } : undefined;
  };
  const [google, github, slack] = [credentials("GOOGLE"), credentials("GITHUB"), credentials("SLACK")];
  return [
    ...(google
      ? [{ ...openId("google", "Google", settings.GOOGLE_ISSUER, ["pkce", "state", "nonce"]), ...google }]
      : []),
    ...(github ? [{ ...gitHub(settings.GITHUB_URL), ...github }] : []),
    ...(slack ? [{ ...openId("slack", "Slack", settings.SLACK_ISSUER, ["state", "nonce"]), ...slack }] : []),
  ];
}

/** What the sign-in page needs of them. */
export const listProviders = (): { id: string; name: string }[] =>
  oauthProviders().map(({ id, name }) => ({ id, name }));

/** By OpenID Connect: the signed identity token tells who it is. */
function openId(id: string, name: string, issuer: string, checks: Provider["checks"]): Provider {
  return {
    id,
    name,
    type: "oauth",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks,
    httpOptions: { timeout: TIMEOUT_MS },
    profile: toUser,
  };
}

/** By plain OAuth; the addresses, and which of them are verified, come from GitHub's API. */
function gitHub(url: string): Provider {
  const api = url === "https://github.com" ? "https://api.github.com" : `${url}/api/v3`;
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    issuer: `${url}/login/oauth`,
    authorization: { url: `${url}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
    token: `${url}/login/oauth/access_token`,
    checks: ["pkce", "state"],
    httpOptions: { timeout: TIMEOUT_MS },
    userinfo: { url: `${api}/user`, request: ({ tokens }) => readGitHub(api, tokens.access_token ?? "") },
    profile: toUser,
  };
}

async function readGitHub(api: string, token: string): Promise<ProviderProfile> {
  const get = async (path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, accept: "application/vnd.github+json", "user-agent": "Belfry" };
    const response = await fetch(`${api}${path}`, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`GitHub answered ${response.status} for ${path}.`);
    return response.json();
  };
  const user = (await get("/user")) as { id: number; name: string | null; login: string };
  const emails = (await get("/user/emails")) as { email: string; primary: boolean; verified: boolean }[];
  const primary = emails.find((one) => one.primary);
  return {
    sub: String(user.id),
    name: user.name ?? user.login,
    email: primary?.email,
    email_verified: primary?.verified ?? false,
  };
}

const toUser = ({ sub, name, email }: ProviderProfile) => ({ id: sub, name, email });
