import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { endSession } from "@/lib/auth/contract";
import { requestDeviceToken, startDeviceLogin } from "@/lib/auth/device-contract";
import { CallError } from "@/lib/http/call";
import type { Answer } from "@/lib/http/endpoint";
import { getMe } from "@/lib/workspaces/contract";
import { EXIT, Failure, failureOf, isPassing } from "./exit-codes";
import { forgetLogin, keepLogin, type Login, readKept } from "./kept";
import { plain, print } from "./print";
import { type Options, type Target, targetAt, urlOf } from "./target";

/** Shows a code, waits until its person has let it in by a browser, and keeps the session. */
export async function login(options: Options): Promise<void> {
  const url = urlOf(options);
  const target = targetAt(url);
  const clientName = `belfry on ${plain(hostname()).slice(0, 60) || "a computer"}`;
  const start = await target.ask(startDeviceLogin, { clientName });
  process.stderr.write(`Open ${start.verificationUriComplete}\nand check that it shows the code ${start.userCode}.\n`);
  const { accessToken: token, sessionId } = await waitForToken(target, start);
  const { user, workspaces } = await targetAt(url, token).ask(getMe, {});
  const wanted = options.workspace ?? workspaces[0]?.slug;
  const workspace = workspaces.find(({ slug, id }) => slug === wanted || id === wanted)?.slug;
  const former = readKept().logins[url];
  keepLogin(url, { token, sessionId, email: user.email, workspace });
  if (former) await endQuietly(url, former);
  if (wanted && !workspace)
    throw new Failure(EXIT.refused, `You are signed in, but you belong to no workspace “${wanted}”.`);
  const place = workspace ? `, in the workspace ${workspace}` : "; you belong to no workspace yet";
  print(options, { url, email: user.email, workspace }, `Signed in at ${url} as ${user.email}${place}.`);
}

/** Ends the session, there and here. */
export async function logout(options: Options): Promise<void> {
  const url = urlOf(options);
  const former = readKept().logins[url];
  if (!former) return print(options, { url, ended: false }, `You are not signed in at ${url}.`);
  forgetLogin(url);
  const problem = await endQuietly(url, former);
  if (problem)
    throw new Failure(
      EXIT.unreachable,
      `Forgotten here, but the session is not ended there: ${problem} End it under Settings, Sessions.`,
    );
  print(options, { url, ended: true }, `Signed out at ${url}.`);
}

/** What stood in the way of ending a session, if anything; one that has ended already is no trouble. */
async function endQuietly(url: string, { token, sessionId: id }: Login): Promise<string | undefined> {
  try {
    await targetAt(url, token).ask(endSession, { id });
  } catch (error) {
    const { exitCode, message } = failureOf(error, url);
    if (exitCode !== EXIT.signedOut) return message;
  }
}

async function waitForToken(target: Target, start: Answer<typeof startDeviceLogin>) {
  let wait = start.intervalSeconds * 1000;
  const end = Date.now() + start.expiresInSeconds * 1000;
  while (Date.now() < end) {
    await sleep(wait);
    try {
      return await target.ask(requestDeviceToken, { deviceCode: start.deviceCode });
    } catch (error) {
      const code = error instanceof CallError ? error.code : undefined;
      if (code === "slow_down") wait += 1000;
      else if (code !== "authorization_pending" && !isPassing(error, target.url)) throw error;
    }
  }
  throw new Failure(EXIT.refused, "Nobody let this program in within ten minutes. Run “belfry login” again.");
}
