import { findConnection } from "@/lib/slack/connection";
import { slackClient, slackProblem } from "@/lib/slack/web-api";
import { CHECK_MS, type Finding, failing, off, ok } from "./finding";

const AGAIN = "Connect Slack again, with a token of an app that is installed.";

/** Asks Slack who we are there. */
export async function checkSlack(workspaceId: string): Promise<Finding> {
  const connection = await findConnection(workspaceId);
  if (!connection) {
    return off("Not connected: no channels and no direct messages.", "Connect Slack to reach its people and channels.");
  }
  if (!connection.token) return failing("Slack has taken the connection back.", AGAIN);
  try {
    const { team, user } = await slackClient(connection.token, CHECK_MS).auth.test();
    return ok(`Connected to ${team ?? "Slack"}${user ? ` as @${user}` : ""}.`);
  } catch (error) {
    const { kind, message } = slackProblem(error);
    return failing(message, kind === "token" || kind === "scope" ? AGAIN : "Nothing: it is tried again by itself.");
  }
}
