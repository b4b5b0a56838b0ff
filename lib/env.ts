import { z } from "zod";
import { data } from "./env/data";
import { database } from "./env/database";
import { email } from "./env/email";
import { jobs } from "./env/jobs";
import { push } from "./env/push";
import { realtime } from "./env/realtime";
import type { About } from "./env/schema";
import { signIn } from "./env/sign-in";
import { sms } from "./env/sms";
import { vapidProblem } from "./env/vapid";
import { web } from "./env/web";

/** The one list of sections, in the order of docs/configuration.md. `npm start` fills in what the embedded services need. */
const SECTIONS = { web, data, database, realtime, jobs, mail: email, push, sms, "sign-in": signIn };
type Section = keyof typeof SECTIONS;

/** Every setting of the running application. */
const fields = z.object({ ...web, ...data, ...database, ...realtime, ...jobs, ...email, ...push, ...sms, ...signIn });

/** What only several settings together can tell. */
const whole = fields.superRefine((settings, context) => {
  const message = vapidProblem(settings.WEB_PUSH_VAPID_PUBLIC_KEY, settings.WEB_PUSH_VAPID_PRIVATE_KEY);
  if (message) context.addIssue({ code: "custom", path: ["WEB_PUSH_VAPID_PUBLIC_KEY"], message });
});

export type Env = z.infer<typeof fields>;

let cached: Env | undefined;

/** The validated settings. Throws one error that names every wrong setting and what it should be. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** Checks settings given as strings, as `process.env` holds them. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = whole.safeParse(source);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(`These settings need attention:\n${lines.join("\n")}`);
}

/** Every setting people may set, by section: for the configuration reference. */
export function documentedSettings(): (About & { name: string; section: Section })[] {
  return Object.entries(SECTIONS).flatMap(([section, settings]) =>
    Object.entries(settings).flatMap(([name, schema]) => {
      const about = schema.meta() as About | undefined;
      return about ? [{ name, section: section as Section, ...about }] : [];
    }),
  );
}
