import { z } from "zod";

/** What docs/configuration.md and .env.example say of one setting. */
export interface About {
  about: string;
  /** A value to copy; without one the setting is shown empty. */
  example?: string;
}

const blankIsAbsent = (value: unknown) => (value === "" ? undefined : value);
export const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());
export const orElse = <T extends z.ZodType>(schema: T, fallback: z.input<T>) =>
  z.preprocess((value) => blankIsAbsent(value) ?? fallback, schema);
/** A setting people may set, and what it means to them. One without these words is made by `npm start`. */
export const documented = <T extends z.ZodType>(schema: T, about: About) => schema.meta({ ...about });

export const port = z.coerce.number("must be a number").int().min(0).max(65_535);
export const flag = z.enum(["0", "1"]).transform((value) => value === "1");
export const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" });
export const origin = httpUrl.transform((url) => url.replace(/\/+$/, ""));
export const smtpUrl = z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" });
export const postgresUrl = (missing?: string) =>
  z.string(missing).regex(/^postgres(ql)?:\/\//, "must be a postgres:// address");
export const sender = z.string().regex(/^(?:[^<>"\p{Cc}]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u, {
  error: "must be an address like belfry@example.com or Belfry <belfry@example.com>",
});
export const base64urlOf = (bytes: number) =>
  z.string().refine((text) => /^[\w-]+$/.test(text) && Buffer.from(text, "base64url").length === bytes, {
    error: `must be ${bytes} bytes in base64url`,
  });
export const pushContact = z
  .string()
  .regex(/^(mailto:[^\s@<>]+@[^\s@<>]+|https:\/\/[^\s/]+\S*)$/, "must be a mailto: or https:// address");
/** What stands between commas, each of this form; none when unset. */
export const listOf = (form: RegExp, error: string) =>
  orElse(
    z
      .string()
      .transform((text) => text.split(",").flatMap((one) => one.trim().toLowerCase() || []))
      .pipe(z.array(z.string().regex(form, error))),
    "",
  );
