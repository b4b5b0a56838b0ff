import { route } from "@/lib/http/route";
import { postEventBatch } from "@/lib/notifications/contract";
import { acceptEvents } from "@/lib/notifications/events";

export const POST = route(postEventBatch, acceptEvents);
