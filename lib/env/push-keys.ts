import { z } from "zod";

/** A private key as its file holds it, or on one line with its line breaks written out. */
export const privateKey = z
  .string()
  .transform((text) => text.replaceAll("\\n", "\n"))
  .refine((text) => /^-----BEGIN (EC |RSA )?PRIVATE KEY-----\n/.test(text), {
    error: "must be a private key: -----BEGIN PRIVATE KEY-----…",
  });

const fields = z.object({
  project_id: z.string().regex(/^[\w.:-]+$/),
  client_email: z.string().min(1),
  private_key: privateKey,
  token_uri: z.url({ protocol: /^https?$/ }).default("https://oauth2.googleapis.com/token"),
});
export type ServiceAccount = z.output<typeof fields>;

/** A service account of Google's, as its JSON file holds it. */
export const serviceAccount = z.string().transform((text, context): ServiceAccount => {
  const account = fields.safeParse(jsonOf(text));
  if (account.success) return account.data;
  context.addIssue("must be the JSON of a service account, with project_id, client_email and private_key");
  return z.NEVER;
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
