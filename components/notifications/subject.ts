import type { Target } from "@/lib/notifications/inbox/client";
import type { Notification } from "@/lib/notifications/inbox/contract";

/** A row as a list of subjects has it: it stands for all of its group. */
export const asSubject = (row: Notification): Target => ({ row, whole: isGroup(row) });

/** A row by itself. */
export const asItself = (row: Notification): Target => ({ row, whole: false });

/** Whether there is anything unread behind it. */
export const hasUnread = ({ row, whole }: Target): boolean => (whole && row.group ? row.group.unread > 0 : !row.isRead);

/** The same of a row that stands for its subject. */
export const isUnread = (row: Notification): boolean => hasUnread(asSubject(row));

const isGroup = ({ group }: Notification): boolean => group !== null && group.count > 1;
