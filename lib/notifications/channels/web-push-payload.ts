import type { Outgoing } from "./define";

/** What a push service takes is 4,096 bytes encrypted: so many before that. */
export const MAX_PAYLOAD_BYTES = 3993;

/** What a message tells beside its words. */
export interface PushFacts {
  /** Where a click leads: a path of ours, or https to a host in `hosts`. */
  link: string;
  /** Where it leads when that link is too long. */
  fallback: string;
  /** Hosts besides our own that the link may lead to: the worker checks it again. */
  hosts: string[];
  /** What the device shows one of: a newer message with the same tag takes its place. */
  tag: string;
  /** The person's inbox sequence when the notification was last changed; null without one. */
  seq: number | null;
  /** All that is unread, in every workspace of theirs. */
  unread: number;
  receipt: string;
  /** Ours, without a slash at the end. */
  origin: string;
}

type Words = Pick<Outgoing, "title" | "body">;

/**
 * The message as JSON, in the declarative form (`web_push: 8030`) that a browser can show by itself and our worker reads
 * too. Always fits: the body is cut first, then the title, each between two letters as people see them.
 */
export function pushPayload(outgoing: Outgoing, facts: PushFacts): string {
  const bare = sizeOf(messageOf(outgoing, { title: "", body: "" }, facts));
  // A link may be nine bytes a letter once it is written as a URL; the words come first.
  const link = bare > MAX_PAYLOAD_BYTES / 2 ? facts.fallback : facts.link;
  const message = (words: Words) => messageOf(outgoing, words, { ...facts, link });
  const { title, body } = outgoing;
  const whole = message({ title, body });
  if (sizeOf(whole) <= MAX_PAYLOAD_BYTES) return whole;
  if (sizeOf(message({ title, body: "" })) <= MAX_PAYLOAD_BYTES) {
    return longest(body, (cut) => message({ title, body: cut }));
  }
  return longest(title, (cut) => message({ title: cut, body: "" }));
}

function messageOf({ notificationId, workspace }: Outgoing, words: Words, facts: PushFacts): string {
  const { link, hosts, tag, seq, unread, receipt, origin } = facts;
  const navigate = new URL(link, origin).href;
  const deeds = [
    { action: "read", title: "Mark read", navigate },
    { action: "snooze", title: "Snooze an hour", navigate },
  ];
  return JSON.stringify({
    web_push: 8030,
    notification: {
      ...words,
      navigate,
      tag,
      actions: notificationId ? deeds : [],
      data: { id: notificationId, ws: workspace.slug, link, hosts, seq, receipt },
    },
    app_badge: unread,
    mutable: true,
  });
}

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The longest beginning of `text`, with an ellipsis, that fits. */
function longest(text: string, message: (cut: string) => string): string {
  const ends = [...letters.segment(text)].map(({ index }) => index);
  const cutAt = (n: number) => message(`${text.slice(0, ends[n] ?? 0).trimEnd()}…`);
  let [fits, over] = [0, ends.length];
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (sizeOf(cutAt(middle)) <= MAX_PAYLOAD_BYTES) fits = middle;
    else over = middle;
  }
  return cutAt(fits);
}

const sizeOf = (text: string): number => Buffer.byteLength(text);
