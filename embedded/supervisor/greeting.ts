import { join, relative } from "node:path";
import type { Prepared } from "./prepare";
import type { Settings } from "./settings";

/** What a person reads when everything is up. */
export function greeting(settings: Settings, prepared: Prepared, tookMs: number): string {
  const lines = ["", `Belfry is ready at ${settings.url} (${(tookMs / 1000).toFixed(1)} s).`, ""];
  if (prepared.people.length > 0) lines.push("Sign in as", ...peopleLines(prepared), "");
  const data = relative(settings.root, settings.dataDir) || ".";
  const folder = data.startsWith("..") ? settings.dataDir : data;
  if (settings.embeds.mailbox) lines.push(`Mail goes to ${join(folder, "outbox")}; sign-in codes are shown here.`);
  lines.push(`Data and logs are in ${folder}. Stop with Ctrl-C.`, "");
  return lines.join("\n");
}

function peopleLines({ people }: Prepared): string[] {
  const names = Math.max(...people.map(({ name }) => name.length));
  const roles = Math.max(...people.map(({ role }) => role.length));
  return people.map(({ name, role, signInUrl }) => `  ${name.padEnd(names)}  ${role.padEnd(roles)}  ${signInUrl}`);
}
