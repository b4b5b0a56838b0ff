import type { Connection } from "./connection";
import { eventFrame } from "./frame";

/** Told when a channel gets its first subscriber and when it loses its last. */
export type OccupancyListener = { occupied(channel: string): void; vacated(channel: string): void };

/** Who listens where. A channel exists while somebody is subscribed to it. */
export class Channels {
  readonly #subscribers = new Map<string, Set<Connection>>();
  readonly #listener: OccupancyListener;

  constructor(listener: OccupancyListener) {
    this.#listener = listener;
  }

  join(channel: string, connection: Connection): void {
    const subscribers = this.#subscribers.get(channel);
    if (subscribers) subscribers.add(connection);
    else this.#subscribers.set(channel, new Set([connection]));
    connection.channels.add(channel);
    if (!subscribers) this.#listener.occupied(channel);
  }

  /** Leaving a channel that was never joined changes nothing. */
  leave(channel: string, connection: Connection): void {
    connection.channels.delete(channel);
    const subscribers = this.#subscribers.get(channel);
    subscribers?.delete(connection);
    if (subscribers?.size !== 0) return;
    this.#subscribers.delete(channel);
    this.#listener.vacated(channel);
  }

  leaveAll(connection: Connection): void {
    for (const channel of [...connection.channels]) this.leave(channel, connection);
  }

  /** Sends to every subscriber but `except`. @param data the publisher's string, passed on untouched */
  publish(channel: string, event: string, data: string, except?: Connection): void {
    const subscribers = this.#subscribers.get(channel);
    if (!subscribers) return;
    const frame = eventFrame(event, data, channel);
    for (const connection of subscribers) if (connection !== except) connection.write(frame);
  }

  countSubscribers(channel: string): number {
    return this.#subscribers.get(channel)?.size ?? 0;
  }

  listOccupied(prefix = ""): string[] {
    return [...this.#subscribers.keys()].filter((channel) => channel.startsWith(prefix));
  }
}
