import { findConnection, noteProblem } from "@/lib/slack/connection";
import { throttle } from "@/lib/slack/throttle";
import { type SlackProblem, slackClient, slackProblem } from "@/lib/slack/web-api";
import type { Outcome, Outgoing } from "../define";
import { slackMessage } from "./slack-message";

/** Where to write, given the workspace's token; or why there is no such place. */
type Placing = (token: string) => Promise<{ channel: string } | { nowhere: string }>;

/**
 * Writes an event to one channel or person as the workspace's own Slack app, a message a second for each. What Slack
 * says of the connection itself is noted there.
 */
export async function postAsApp(outgoing: Outgoing, begin: () => Promise<void>, placeIn: Placing): Promise<Outcome> {
  const connection = await findConnection(outgoing.workspace.id);
  if (!connection) return { kind: "skipped", error: "Slack is not connected to this workspace." };
  const { id, token } = connection;
  if (!token)
    return { kind: "failed", error: "Slack no longer accepts this connection: an admin must connect it again." };
  let hasBegun = false;
  try {
    const place = await placeIn(token);
    if ("nowhere" in place) return { kind: "failed", error: place.nowhere };
    const afterSeconds = await throttle(`${id} ${place.channel}`);
    if (afterSeconds !== undefined) {
      return {
        kind: "retry",
        isThrottled: true,
        isPlaceOnly: true,
        afterSeconds,
        error: "Others wait for the same place: one a second.",
      };
    }
    await begin();
    hasBegun = true;
    const { ts, channel } = await slackClient(token).chat.postMessage({ ...place, ...slackMessage(outgoing) });
    return { kind: "sent", providerId: `${channel}:${ts}`, status: 200 };
  } catch (error) {
    const problem = slackProblem(error);
    // Nothing of the message goes out while its place is looked for.
    if (!hasBegun) problem.mayHaveWorked = false;
    const isRevoked = await noteProblem(id, problem);
    // What is posted Slack counts for each channel, every other call for the connection.
    return {
      ...outcomeOf(problem, isRevoked),
      ...(hasBegun && problem.kind === "throttled" && { isPlaceOnly: true }),
    };
  }
}

const RETRIED = new Set<SlackProblem["kind"]>(["throttled", "later", "silent"]);

function outcomeOf(problem: SlackProblem, isRevoked: boolean): Outcome {
  const { kind, message, status, afterSeconds, mayHaveWorked } = problem;
  if (kind === "target") return { kind: "gone", error: message, status };
  if (!RETRIED.has(kind)) return { kind: "failed", error: message, status, isRevoked };
  return {
    kind: "retry",
    error: message,
    status,
    afterSeconds,
    isThrottled: kind === "throttled",
    mayHaveArrived: mayHaveWorked,
  };
}
