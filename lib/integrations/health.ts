import { type Actor, asMember } from "@/lib/auth/actor";
import type { Output } from "@/lib/http/endpoint";
import { log } from "@/lib/log";
import { outsideText } from "@/lib/outside-text";
import { checkDatabase } from "./checks/database";
import { checkEmail } from "./checks/email";
import { CHECK_MS, type Finding, failing } from "./checks/finding";
import { checkJobs } from "./checks/jobs";
import { checkMobilePush, checkSms } from "./checks/phones";
import { checkRealtime } from "./checks/realtime";
import { checkSlack } from "./checks/slack";
import { checkWebPush } from "./checks/web-push";
import { PARTS, type Part } from "./constants";
import type * as api from "./contract";
import type { Check } from "./contract";

const CHECKS: Record<Part, { name: string; look: (workspaceId: string) => Promise<Finding> }> = {
  database: { name: "Database", look: checkDatabase },
  jobs: { name: "Job engine", look: checkJobs },
  realtime: { name: "Live updates", look: checkRealtime },
  email: { name: "Email", look: checkEmail },
  web_push: { name: "Browser push", look: checkWebPush },
  slack: { name: "Slack", look: checkSlack },
  sms: { name: "Text messages", look: checkSms },
  mobile_push: { name: "Phone push", look: checkMobilePush },
};

/** Tries everything this workspace leans on, all at the same time, and says what to do about what does not work. */
export async function getIntegrationsHealth(actor: Actor): Promise<Output<typeof api.getIntegrationsHealth>> {
  const { workspaceId } = asMember(actor);
  const checks = await Promise.all(PARTS.map((part) => lookAt(part, workspaceId)));
  return { checks, checkedAt: new Date().toISOString() };
}

async function lookAt(part: Part, workspaceId: string): Promise<Check> {
  const { name, look } = CHECKS[part];
  const began = performance.now();
  const finding = await Promise.race([look(workspaceId), patience(name)]).catch((error: unknown) => {
    log.error({ err: error, part }, "a health check threw");
    return failing(`${name} could not be looked at. The log says why.`, "Look at the log, and try again.");
  });
  return { part, name, ...finding, detail: outsideText(finding.detail), tookMs: Math.round(performance.now() - began) };
}

const patience = (name: string): Promise<Finding> =>
  new Promise((resolve) => {
    const words = failing(
      `${name} did not answer within ${CHECK_MS / 1000} seconds.`,
      "See that it runs, and that Belfry may reach it through your network.",
    );
    setTimeout(resolve, CHECK_MS, words).unref();
  });
