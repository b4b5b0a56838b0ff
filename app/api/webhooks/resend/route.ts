import { takeReport } from "@/lib/notifications/delivery/email-status";
import { takeMailReport } from "@/lib/notifications/delivery/email-status-contract";
import { route } from "@/lib/route";

export const POST = route(takeMailReport, takeReport);
