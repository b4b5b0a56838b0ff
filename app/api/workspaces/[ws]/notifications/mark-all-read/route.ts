import { markEverythingRead } from "@/lib/notifications/inbox/edits";
import { markAllRead } from "@/lib/notifications/inbox/edits-contract";
import { route } from "@/lib/route";

export const POST = route(markAllRead, markEverythingRead);
