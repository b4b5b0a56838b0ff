import { redact } from "./redaction";

/** What a column of the delivery log holds. */
const MAX_LENGTH = 1000;
/** Shorter values are no secrets, and would be found in other words. */
const MIN_SECRET = 8;
/** Of what was opened last: enough for all calls that are under way. */
const MAX_OPENED = 200;
const SECRET_NAMES = /(SECRETS?|TOKEN|PASSWORD|KEY|_P8)$/;

const opened = new Set<string>();

/** Remembers a secret that is about to be used in a call, so that no answer's words can show it. */
export function rememberSecret(secret: string): void {
  if (secret.length < 2 * MIN_SECRET) return;
  opened.delete(secret);
  opened.add(secret);
  const [oldest] = opened;
  if (opened.size > MAX_OPENED && oldest) opened.delete(oldest);
}

/**
 * Words of a provider or of anybody else outside, as they may be stored and shown: text that a column can hold, without
 * what looks like a secret and without any secret that Belfry is configured with or has just used, however an echo
 * spells it, and not longer than `max`.
 */
export function outsideText(text: string, max = MAX_LENGTH): string {
  const clean = text.toWellFormed().replaceAll(/[^\P{Cc}\n\t]+/gu, "");
  const exact = secrets()
    .flatMap(spellings)
    .reduce((words, spelling) => words.replaceAll(spelling, "[redacted]"), clean);
  // A cut may leave half of a letter.
  return redact(exact).slice(0, max).toWellFormed();
}

function secrets(): string[] {
  const configured = Object.entries(process.env).flatMap(([name, value = ""]) =>
    SECRET_NAMES.test(name) && !name.includes("PUBLIC") ? value.split(",") : secretsIn(value),
  );
  return [...new Set([...configured, ...opened])].filter(({ length }) => length >= MIN_SECRET);
}

/** A password within an address, and the key within a service account. */
const secretsIn = (value: string): string[] =>
  [/^\w+:\/\/[^\s:/?#@]*:([^\s/?#@]+)@/, /"private_key": *"([^"]+)"/].flatMap((form) => form.exec(value)?.[1] ?? []);

/** As it is, as an address, JSON or hexadecimal digits write it, and within anything that is written in base64. */
function spellings(secret: string): string[] {
  const encoded = [encodeURIComponent(secret), new URLSearchParams({ "": secret }).toString().slice(1)];
  const lower = encoded.map((text) => text.replaceAll(/%../g, (code) => code.toLowerCase()));
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // The first and the last letter also hold bits of what stands beside it.
    return text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const forAddresses = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const quoted = JSON.stringify(secret).slice(1, -1);
  const all = [secret, quoted, ...encoded, ...lower, bytes.toString("hex"), ...base64, ...forAddresses];
  // The longest first: one spelling may be a part of another.
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
