import type { NotificationChannel } from "@/db/enums";

/** Channels that can gather what they tell of until a set time. */
export const DIGEST_CHANNELS: readonly NotificationChannel[] = ["email"];
/** All but the inbox, which is what everything else is compared with. */
export const canWait = (channel: NotificationChannel): boolean => channel !== "in_app";

/** Monday first, as ISO numbers them. */
export const WEEKDAYS = ["1", "2", "3", "4", "5", "6", "7"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const DAY_MINUTES = 1440;
