import type { SQL } from "drizzle-orm";
import type { Category, DestinationChannel, Priority } from "@/db/enums";
import type { OutgoingChannel } from "../preferences/decision";

/** One delivery as a channel gets it: to whom, and what to say. */
export interface Outgoing {
  deliveryId: string;
  activityId: string;
  /** The person's notification, and the person; both null for a place of the workspace's. */
  notificationId: string | null;
  userId: string | null;
  /** The workspace's place it goes to; null for a person. */
  config: { id: string; sealedTarget: string | null } | null;
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
 * was no failure but our pace). `failed`: it never will. `gone`: the address is no more. `unknown`: it may have been
 * sent, and sending it again would be worse than not. `skipped`: nothing here is configured to send it.
 */
export type Outcome =
  | { kind: "sent"; providerId: string; status?: number }
  | { kind: "retry"; error: string; status?: number; afterSeconds?: number; isThrottled?: boolean }
  | { kind: "failed" | "gone" | "unknown" | "skipped"; error: string; status?: number };

export interface ChannelDefinition {
  id: OutgoingChannel;
  /** `SELECT user_id, address`: every address of every person, for set-wise inserts. */
  addressesOf: SQL;
  /** Hands one message to the provider. Never throws, never takes longer than 15 seconds. */
  send(outgoing: Outgoing): Promise<Outcome>;
}

/** Of a place of the workspace's; its address is what tells two of one config apart (an e-mail address, or nothing). */
export interface DestinationDefinition {
  id: DestinationChannel;
  send(outgoing: Outgoing): Promise<Outcome>;
}

/** A channel is one file that exports one of these; only `send` knows the provider. */
export const defineChannel = (channel: ChannelDefinition): ChannelDefinition => channel;
