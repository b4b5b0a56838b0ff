import { z } from "zod";

/** One mail as the outbox keeps it: a file a person can read. Several addresses are joined by ", ". */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly cc: string | null;
  readonly bcc: string | null;
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: Record<string, string>;
  readonly replyTo: string | null;
  readonly tags: readonly { name: string; value: string }[];
}

/** A request that is refused, in the shape Resend answers. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

const FORMAT = "must follow the `email@example.com` or `Name <email@example.com>` format";
const ADDRESS = /^(?:[^<>\p{Cc}]*<[^\s<>@,;\p{Cc}]+@[^\s<>@,;\p{Cc}]+>|[^\s<>@,;\p{Cc}]+@[^\s<>@,;\p{Cc}]+)$/u;
const line = (max: number) =>
  z
    .string("must be a string")
    .max(max)
    .regex(/^\P{Cc}*$/u, "must be one line");
const address = z.string("must be a string").max(998).regex(ADDRESS, FORMAT);
const addresses = z
  .union([address, z.array(address).min(1).max(50)], FORMAT)
  .transform((given) => (typeof given === "string" ? given : given.join(", ")));
const tagPart = z.string().regex(/^[\w-]{1,256}$/, "may contain only letters, digits, _ and -");
const unsupported = z.undefined("is not supported by the local outbox").optional();

const fields = z
  .object({
    from: address,
    to: addresses,
    cc: addresses.nullish(),
    bcc: addresses.nullish(),
    subject: line(998).min(1, "must not be empty"),
    text: z.string().nullish(),
    html: z.string().nullish(),
    headers: z.record(z.string().regex(/^[!-9;-~]+$/, "must be a header name"), line(10_000)).nullish(),
    reply_to: addresses.nullish(),
    tags: z.array(z.object({ name: tagPart, value: tagPart })).nullish(),
    attachments: unsupported,
    scheduled_at: unsupported,
    template: unsupported,
  })
  .refine((mail) => mail.text != null || mail.html != null, { path: ["html"], error: "or `text` is missing" });

/** Reads one mail of a request body; throws the `Refusal` Resend would answer (422). */
export function parseMail(body: unknown): Mail {
  const result = fields.safeParse(body, { reportInput: true });
  if (!result.success) throw refusalOf(result.error);
  const { reply_to, cc, bcc, text, html, headers, tags, from, to, subject } = result.data;
  const optional = { cc: cc ?? null, bcc: bcc ?? null, text: text ?? null, html: html ?? null };
  return { from, to, subject, ...optional, headers: headers ?? {}, replyTo: reply_to ?? null, tags: tags ?? [] };
}

function refusalOf(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const field = issue?.path.filter((part) => typeof part === "string").join(".") ?? "";
  if (!field) return new Refusal(422, "validation_error", "The request body must be a JSON object.");
  const isMissing = issue?.input === undefined && issue?.path.length === 1 && field !== "html";
  if (isMissing) return new Refusal(422, "missing_required_field", `Missing \`${field}\` field.`);
  return new Refusal(422, "validation_error", `Invalid \`${field}\` field: it ${issue?.message}.`);
}
