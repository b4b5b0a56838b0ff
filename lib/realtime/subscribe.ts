"use client";

import type Pusher from "pusher-js";
import type { Channel, Options } from "pusher-js";
import { CallError, call } from "@/lib/http/call";
import { whenIdle } from "@/lib/idle";
import { address, type Page } from "./address";
import { CHANNELS_RENAMED } from "./channels";
import type { RealtimeSettings } from "./contract";
import * as api from "./operations";

/**
 * `off`: there is no live server, poll. `connecting`: on its way, or on its way back. `live`: connected, and the
 * channel is heard. `refused`: the server does not want this page again; poll.
 */
export type LiveState = "off" | "connecting" | "live" | "refused";

/** What is heard of one workspace: its channel's name is told at each sign-in, for it changes when sessions end. */
export interface Subscription {
  workspaceId: string;
  event: string;
  onEvent: (data: unknown) => void;
  /** After every (re)subscription: what happened in between was not replayed, so fetch it. */
  onSubscribed: () => void;
}

/** How a connection proves whose it is, and what it may hear. A CallError of 401 or 403 is final. */
export interface Proofs {
  signIn(socketId: string, workspaceId: string): Promise<{ auth: string; userData: string; channel: string }>;
  authorize(socketId: string, channel: string): Promise<{ auth: string }>;
}

const OWN_PROOFS: Proofs = {
  signIn: (socketId, workspaceId) => call(api.authenticateRealtimeUser, { socketId, workspaceId }),
  authorize: (socketId, channel) => call(api.authorizeRealtimeChannel, { socketId, channel }),
};

/** An error of the connection, as the library tells it: with the code it was closed with, at one depth or another. */
interface LiveError {
  data?: { code?: number };
  error?: { data?: { code?: number } };
}

/** So long a busy page may keep us from connecting. */
const IDLE_MS = 1_000;

/** The server has ended this connection: its person signed out, or may hear less than before. */
const ENDED = 4009;

/**
 * After a failed try pusher-js waits 15 to 60 s. These many ms are soon enough for a person and easy on a server;
 * they grow a little each time, so that a very slow network gets its handshake done.
 */
const NUDGE_MS = { least: 2_000, most: 5_000, growth: 1.15, limit: 12_000 };
const SLOWEST_RETRY_MS = 60_000;

/** This tab's one live connection. It heals by itself, and signs in and subscribes anew each time. */
export class LiveConnection {
  #pusher: Pusher | undefined;
  #state: LiveState = "off";
  #channel: Channel | undefined;
  #watchers = new Set<() => void>();
  #nudge: ReturnType<typeof setTimeout> | undefined;
  #nudging = false;
  #nudges = 0;
  #refusals = 0;
  #opening = 0;
  #lastError: number | undefined;
  #wasEnded = false;

  constructor(private readonly proofs: Proofs = OWN_PROOFS) {}

  get state(): LiveState {
    return this.#state;
  }

  /** Calls back whenever `state` changes. Answers how to stop. */
  watch = (onChange: () => void): (() => void) => {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  };

  /** Connects and subscribes as soon as the page has drawn itself. Answers how to disconnect. */
  open(settings: RealtimeSettings, subscription: Subscription, page: Page = window.location): () => void {
    this.close();
    this.#become("connecting");
    const opening = ++this.#opening;
    const connect = () =>
      import("pusher-js").then(
        ({ default: Client }) =>
          opening === this.#opening &&
          this.#connect(new Client(settings.key, this.#options(settings, page, subscription))),
        () => opening === this.#opening && this.#become("off"),
      );
    const callOff = whenIdle(() => void connect(), IDLE_MS);
    return () => {
      callOff();
      if (opening === this.#opening) this.close();
    };
  }

  close(): void {
    this.#opening++;
    clearTimeout(this.#nudge);
    this.#forgetChannel();
    const pusher = this.#pusher;
    this.#pusher = undefined;
    pusher?.connection.unbind_all();
    pusher?.unbind_all();
    pusher?.disconnect();
    this.#refusals = 0;
    this.#nudges = 0;
    this.#wasEnded = false;
    this.#become("off");
  }

  /** Tries again at once where it would wait: the person has come back to this tab. */
  wake(): void {
    const waiting = this.#state === "connecting" && this.#pusher?.connection.state !== "connected";
    if (waiting) this.#reconnect();
  }

  #connect(pusher: Pusher): void {
    this.#pusher = pusher;
    pusher.connection.bind("state_change", ({ current }: { current: string }) => this.#follow(current));
    pusher.connection.bind("error", (error: LiveError) => {
      this.#lastError = (error.error ?? error).data?.code;
    });
    pusher.user.bind(CHANNELS_RENAMED, () => this.#reconnect());
    pusher.signin();
    this.#nudgeLater();
  }

  /** Subscribes to the channel by the name this connection was told. */
  #hear(name: string, { event, onEvent, onSubscribed }: Subscription): void {
    this.#forgetChannel();
    const channel = this.#pusher?.subscribe(name);
    this.#channel = channel;
    channel?.bind(event, (data: unknown) => onEvent(data));
    channel?.bind("pusher:subscription_succeeded", () => {
      this.#settle();
      onSubscribed();
    });
    channel?.bind("pusher:subscription_error", () => this.#retrySubscribing());
  }

  /** The next connection may know it by another name, under which this one would be refused. */
  #forgetChannel(): void {
    this.#channel?.unbind_all();
    // While it counts as pending, the library would keep it and ask for it again.
    this.#channel?.disconnect();
    if (this.#channel) this.#pusher?.unsubscribe(this.#channel.name);
    this.#channel = undefined;
  }

  #follow(current: string): void {
    if (current === "connected") {
      clearTimeout(this.#nudge);
      this.#nudges = 0;
      this.#lastError = undefined;
      this.#settle();
      return;
    }
    this.#forgetChannel();
    if (current === "disconnected" && this.#mayComeBack()) {
      this.#become("connecting");
      this.#reconnectIn(0);
      return;
    }
    const isOver = current === "failed" || (current === "disconnected" && !this.#nudging);
    if (isOver) clearTimeout(this.#nudge);
    else if (current === "connecting") this.#nudgeLater();
    this.#become(isOver ? "refused" : "connecting");
  }

  /** Once after each time the server ended us: asked anew, it tells what may still be heard. */
  #mayComeBack(): boolean {
    if (this.#nudging || this.#lastError !== ENDED || this.#wasEnded) return false;
    this.#wasEnded = true;
    return true;
  }

  /** We may not hear this any more, however often we asked. Our own page learns why from its next poll. */
  #giveUp(): void {
    this.close();
    this.#become("refused");
  }

  #settle(): void {
    const isLive = this.#channel?.subscribed === true;
    if (isLive) {
      this.#refusals = 0;
      this.#wasEnded = false;
    }
    this.#become(isLive ? "live" : "connecting");
  }

  /** Neither pusher-js nor a second subscribe() repeats a refused subscription; a new connection does. */
  #retrySubscribing(): void {
    const wait = Math.min(SLOWEST_RETRY_MS, NUDGE_MS.least * 2 ** this.#refusals++);
    this.#reconnectIn(between(wait, wait * 1.5));
  }

  #nudgeLater(): void {
    const wait = between(NUDGE_MS.least, NUDGE_MS.most) * NUDGE_MS.growth ** this.#nudges;
    this.#reconnectIn(Math.min(NUDGE_MS.limit, wait));
  }

  #reconnectIn(ms: number): void {
    clearTimeout(this.#nudge);
    this.#nudge = setTimeout(() => this.#reconnect(), ms);
  }

  #reconnect(): void {
    clearTimeout(this.#nudge);
    this.#nudges++;
    this.#nudging = true;
    this.#pusher?.disconnect();
    this.#pusher?.connect();
    this.#nudging = false;
  }

  /** Signed in first: a connection that is nobody's could not be ended when its person may hear no more. */
  async #authorize(socketId: string, channel: string): Promise<{ auth: string }> {
    await this.#pusher?.user.signinDonePromise;
    if (!this.#isCurrent(socketId) || !this.#pusher?.user.user_data)
      throw new Error("This connection could not be signed in.");
    return this.proofs.authorize(socketId, channel);
  }

  #isCurrent = (socketId: string) => this.#pusher?.connection.socket_id === socketId;

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const onChange of this.#watchers) onChange();
  }

  #options(settings: RealtimeSettings, page: Page, subscription: Subscription): Options {
    const opening = this.#opening;
    const refused = (error: unknown) => {
      const isFinal = error instanceof CallError && (error.status === 401 || error.status === 403);
      if (isFinal && opening === this.#opening) this.#giveUp();
      return error as Error;
    };
    return {
      cluster: settings.cluster,
      ...address(settings, page),
      // Covers wss too, where TLS is asked for. Without this list the library falls back to other people's servers.
      enabledTransports: ["ws"],
      activityTimeout: 30_000,
      pongTimeout: 6_000,
      userAuthentication: {
        customHandler: ({ socketId }, done) => {
          this.proofs.signIn(socketId, subscription.workspaceId).then(
            ({ auth, userData, channel }) => {
              if (opening !== this.#opening || !this.#isCurrent(socketId)) return;
              done(null, { auth, user_data: userData });
              this.#hear(channel, subscription);
            },
            (error) => {
              done(refused(error), null);
              if (opening === this.#opening && this.#isCurrent(socketId)) this.#retrySubscribing();
            },
          );
        },
      } as Options["userAuthentication"],
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, done) => {
          this.#authorize(socketId, channelName).then(
            (answer) => done(null, answer),
            (error) => done(refused(error), null),
          );
        },
      } as Options["channelAuthorization"],
    };
  }
}

const between = (least: number, most: number) => least + Math.random() * (most - least);

/** The tab's connection; idle until the shell opens it. */
export const live = new LiveConnection();
