import * as api from "@/lib/notifications/inbox/contract";
import { listGroup } from "@/lib/notifications/inbox/list";
import { route } from "@/lib/route";

export const GET = route(api.listGroup, listGroup);
