import type { Notification } from "@/lib/notifications/inbox/contract";
import { readableData } from "./labels";

/** What the producer sent along, as names and values. */
export function EventData({ data }: { data: Notification["data"] }) {
  const entries = readableData(data);
  if (entries.length === 0) return <hr className="my-5 border-line" />;
  return (
    <dl className="my-5 grid grid-cols-[minmax(5.5rem,30%)_1fr] gap-x-3.5 gap-y-1.75 border-y border-line py-4 sm:grid-cols-[minmax(7.5rem,auto)_1fr]">
      {entries.map(({ key, label, value }) => (
        <div key={key} className="contents">
          <dt className="wrap-anywhere text-ink-3">{label}</dt>
          <dd className="num wrap-anywhere whitespace-pre-line">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
