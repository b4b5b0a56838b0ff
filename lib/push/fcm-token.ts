import type { ServiceAccount } from "@/lib/env/push-keys";
import { rememberSecret } from "@/lib/outside-text";
import { jwt } from "./jwt";

const SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
const TIMEOUT_MS = 7_000;
/** A token is left before it runs out: what is under way must still arrive. */
const MARGIN_SECONDS = 60;

type Grant = { token: string } | { error: string };

/** Google's leave to send, for a service account: asked for once, however many wait for it, and kept while it lasts. */
export class FcmToken {
  readonly #account: ServiceAccount;
  #grant: Promise<Grant> | undefined;
  #until = 0;

  constructor(account: ServiceAccount) {
    this.#account = account;
  }

  get(): Promise<Grant> {
    if (!this.#grant || Date.now() >= this.#until) {
      this.#until = Number.POSITIVE_INFINITY;
      this.#grant = this.#ask();
    }
    return this.#grant;
  }

  /** It was refused: the next who asks gets another. */
  forget(token: string): void {
    void this.#grant?.then((grant) => {
      if ("token" in grant && grant.token === token) this.#until = 0;
    });
  }

  async #ask(): Promise<Grant> {
    try {
      const answer = await fetch(this.#account.token_uri, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
          assertion: this.#assertion(),
        }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "manual",
      });
      const { access_token: token, expires_in: seconds, error_description: why } = (await answer.json()) as Answer;
      if (!answer.ok || typeof token !== "string")
        return this.#failed(`Google refuses the service account: ${why ?? answer.status}`);
      this.#until = Date.now() + ((typeof seconds === "number" ? seconds : 3600) - MARGIN_SECONDS) * 1000;
      rememberSecret(token);
      return { token };
    } catch {
      return this.#failed("Google could not be asked for a token.");
    }
  }

  #failed(error: string): Grant {
    this.#until = 0;
    return { error };
  }

  #assertion(): string {
    const { client_email, private_key, token_uri } = this.#account;
    const now = Math.floor(Date.now() / 1000);
    return jwt("RS256", private_key, { iss: client_email, scope: SCOPE, aud: token_uri, iat: now, exp: now + 3600 });
  }
}

interface Answer {
  access_token?: unknown;
  expires_in?: unknown;
  error_description?: unknown;
}
