import type { SQL } from "drizzle-orm";
import type { Category, DestinationChannel, Priority } from "@/db/enums";
import type { OutgoingChannel } from "../preferences/decision";

/** One delivery as a channel gets it: to whom, and what to say. */
export interface Outgoing {
  deliveryId: string;
  /** The event; of a digest, the digest itself. */
  activityId: string;
  /** The digest this is, which tells of several events. */
  digestId?: string | null;
  /** The person's notification, and the person; both null for a place of the workspace's. */
  notificationId: string | null;
  userId: string | null;
  /** The workspace's place it goes to; null for a person. */
  destination: { id: string; sealedTarget: string | null } | null;
  address: string;
  workspace: { id: string; slug: string; name: string };
  title: string;
  body: string;
  link: string | null;
  /** The type's key, and its name. */
  type: string;
  label: string;
  category: Category;
  priority: Priority;
  data: Record<string, unknown>;
  subject: { kind: string; id: string } | null;
  actions: { label: string; link: string }[];
  /** Which try this is, from 1. */
  attempt: number;
}

/**
 * What came of one try. `retry`: it may work later (`afterSeconds` when the provider said when; `isThrottled` when it
 * was no failure but our pace: then the whole credential waits, or with `isPlaceOnly` just this place; `mayHaveArrived`
 * when the call went out, no answer says that it was not taken, and the provider cannot tell a repeat). `failed`: it never will (`isRevoked` when the connection itself was just
 * found to be refused). `gone`: the address is no more. `unknown`: it may have been sent, and sending it again would be
 * worse than not. `skipped`: nothing here is configured to send it.
 */
export type Outcome =
  | { kind: "sent"; providerId: string; status?: number }
  | {
      kind: "retry";
      error: string;
      status?: number;
      afterSeconds?: number;
      isThrottled?: boolean;
      isPlaceOnly?: boolean;
      mayHaveArrived?: boolean;
    }
  | { kind: "failed"; error: string; status?: number; isRevoked?: boolean }
  | { kind: "gone" | "unknown" | "skipped"; error: string; status?: number };

/** What a provider slows down, or what fails, as a whole: it is paused by itself, and nobody else waits for it. */
export interface Credential {
  /** Who hears that it keeps failing: the operator, or the admins of the workspace. */
  owner: "instance" | "workspace";
  /** Which one of its channel, as text, of the delivery `d`: `d.config_id::text`, or a literal. */
  key: SQL;
}

/** What a second call for one delivery does: see `Sender`. */
export type Repeats = "keyed" | "may_duplicate" | "never";

export interface Sender {
  /**
   * Hands one message to the provider. Calls `begin` when nothing is left to wait for, right before anything leaves; what
   * that throws (Withdrawn) it lets through, and throws nothing else. From there it takes no longer than two minutes.
   */
  send(outgoing: Outgoing, begin: () => Promise<void>): Promise<Outcome>;
  /** How many it carries at the same time, where that is fewer than a claim takes: no more are claimed at once. */
  atOnce?(): number | undefined;
  /** Without one: one credential of the instance's for all. Paused under `<channel>:<key>` in `credential_pauses`. */
  credential?: Credential;
  /** How many of one claim may be for the same place, where the provider paces each place; if unsaid, all. */
  perPlace?: number;
  /** For how long after it fell due a message is still worth sending; then it ends as `exhausted` (too old). */
  worthSendingSeconds: number;
  /** After `gone`: forgets the address, unless it was registered again after `since`, when that try began. */
  retire?(outgoing: Outgoing, since: Date): Promise<void>;
  /**
   * What a second call for one delivery does, as after a worker's death: nothing, because the provider knows its key
   * (`keyed`, if unsaid); perhaps a second message (`may_duplicate`: marked so); or it must not happen (`never`: the
   * delivery becomes `unknown` instead).
   */
  repeats?: Repeats | (() => Repeats);
}

export interface ChannelDefinition extends Sender {
  id: OutgoingChannel;
  /** `SELECT user_id, address`: every address of every person, for set-wise inserts. */
  addressesOf: SQL;
}

/** Of a place of the workspace's; its address is what tells two of one config apart (an e-mail address, or nothing). */
export interface DestinationDefinition extends Sender {
  id: DestinationChannel;
}

export const repeatsOf = ({ repeats = "keyed" }: Pick<Sender, "repeats">): Repeats =>
  typeof repeats === "function" ? repeats() : repeats;

/** What the definitions count in. */
export const HOUR_SECONDS = 3600;

/** A channel is one file that exports one of these; only `send` knows the provider. */
export const defineChannel = (channel: ChannelDefinition): ChannelDefinition => channel;
