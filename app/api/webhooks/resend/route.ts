import { route } from "@/lib/http/route";
import { takeReport } from "@/lib/notifications/mail-report";
import { takeMailReport } from "@/lib/notifications/mail-report-contract";

export const POST = route(takeMailReport, takeReport);
