import { route } from "@/lib/http/route";
import { markAllRead } from "@/lib/notifications/edits-contract";
import { markEverythingRead } from "@/lib/notifications/reading";

export const POST = route(markAllRead, markEverythingRead);
