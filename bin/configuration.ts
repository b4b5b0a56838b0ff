import { SUPERVISOR_SETTINGS } from "@/embedded/supervisor/settings";
import { documentedSettings } from "@/lib/env";

type Setting = ReturnType<typeof documentedSettings>[number];

const SECTIONS: Record<Setting["section"], string> = {
  web: "The web server",
  data: "Data",
  database: "PostgreSQL; without DATABASE_URL Belfry runs its own",
  realtime: "Live updates; without PUSHER_APP_ID, PUSHER_HOST or PUSHER_CLUSTER Belfry runs its own realtime server",
  jobs: "Background jobs; without INNGEST_EVENT_KEY, INNGEST_BASE_URL or INNGEST_DEV Belfry runs its own engine",
  mail: "E-mail; without RESEND_API_KEY or SMTP_URL mail is kept in <data folder>/outbox, and sign-in codes are shown on the terminal",
  push: "Push to browsers and apps; `npm start` makes a key pair for browsers when none is set",
  sms: "Text messages; without TWILIO_ACCOUNT_SID none are sent",
  "sign-in": "Sign-in with other providers; one is offered when its id and its secret are set",
};

const MEANINGS_BEGIN_AT = 47;

/** The two descriptions of every setting, as `path → content`. */
export function configuration(): Record<string, string> {
  const settings: Setting[] = [...SUPERVISOR_SETTINGS, ...documentedSettings()];
  const sections = Object.entries(SECTIONS).map(([section, title]) => ({
    title,
    settings: settings.filter((setting) => setting.section === section),
  }));
  const written = sections.filter((section) => section.settings.length > 0);
  return { ".env.example": exampleOf(written), "docs/configuration.md": referenceOf(written) };
}

type Section = { title: string; settings: Setting[] };

function exampleOf(sections: Section[]): string {
  const head = [
    "# Every setting of Belfry. None is needed: copy this file to .env and uncomment what you want to change.",
    "# The environment wins over .env.local, and that over .env. Made by `node bin/configuration.mjs`.",
  ];
  const blocks = sections.map(({ title, settings }) => {
    const lines = settings.map(({ name, about, example = "" }) => {
      const line = `# ${name}=${example}`.padEnd(MEANINGS_BEGIN_AT - 1);
      return `${line} # ${about}`;
    });
    return [`# ${title}`, ...lines].join("\n");
  });
  return `${[head.join("\n"), ...blocks].join("\n\n")}\n`;
}

function referenceOf(sections: Section[]): string {
  const head = `# Configuration

Every setting, made from the sources by \`node bin/configuration.mjs\`. None is needed: what is not configured, Belfry runs itself.
Settings come from the environment, then \`.env.local\`, then \`.env\`; an empty one is an absent one. A wrong one, or half a Pusher,
Inngest or mail server, stops the start with a sentence that names what is missing.`;
  const blocks = sections.map(({ title, settings }) => {
    const [name = "", rest] = title.split("; ");
    const rows = settings.map(
      (setting) => `| \`${setting.name}\` | ${inCell(setting.about)} | ${exampleIn(setting)} |`,
    );
    const sentence = rest ? `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.` : "";
    return [
      `## ${name}`,
      inCell(sentence),
      ["| setting | meaning | for example |", "|---|---|---|", ...rows].join("\n"),
    ]
      .filter(Boolean)
      .join("\n\n");
  });
  return `${[head, ...blocks].join("\n\n")}\n`;
}

const exampleIn = ({ example }: Setting) => (example ? `\`${example}\`` : "");

const inCell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
