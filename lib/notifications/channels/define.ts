import type { SQL } from "drizzle-orm";
import type { Channel } from "@/db/enums";

/** One delivery as a channel gets it: to whom, and what to say. */
export interface Outgoing {
  deliveryId: string;
  notificationId: string;
  address: string;
  workspace: { slug: string; name: string };
  title: string;
  body: string;
  link: string | null;
  label: string;
  actions: { label: string; link: string }[];
}

/**
 * What came of one try. `retry`: it may work later (`afterSeconds` when the provider said when; `isThrottled` when it
 * was no failure but our pace). `failed`: it never will. `gone`: the address is no more.
 */
export type Outcome =
  | { kind: "sent"; providerId: string; status?: number }
  | { kind: "retry"; error: string; status?: number; afterSeconds?: number; isThrottled?: boolean }
  | { kind: "failed" | "gone"; error: string; status?: number };

export interface ChannelDefinition {
  id: Exclude<Channel, "in_app">;
  /** `SELECT user_id, address`: every address of every person, for set-wise inserts. */
  addressesOf: SQL;
  /** Hands one message to the provider. Never throws, never takes longer than 15 seconds. */
  send(outgoing: Outgoing): Promise<Outcome>;
}

/** A channel is one file that exports one of these; only `send` knows the provider. */
export const defineChannel = (channel: ChannelDefinition): ChannelDefinition => channel;
