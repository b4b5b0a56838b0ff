/** One plain ASCII address: no quotes, commas, control characters or display name. */
export const EMAIL_PATTERN =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
export const EMAIL_LENGTH = 254;

/** Why a code is not taken. None of them tells whether the address is known. */
export const CODE_REFUSALS = ["wrong_code", "too_many_tries", "no_live_code"] as const;
export type CodeRefusal = (typeof CODE_REFUSALS)[number];

/** Why signing in by another provider was refused; the sign-in page gets it as `?error=`. */
export const PROVIDER_REFUSALS = ["unknown_person", "unverified_email", "provider_failed"] as const;
export type ProviderRefusal = (typeof PROVIDER_REFUSALS)[number];
