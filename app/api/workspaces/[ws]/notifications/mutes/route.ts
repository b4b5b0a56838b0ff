import { listMutes, muteSubject, unmuteSubject } from "@/lib/notifications/preferences/mutes";
import * as api from "@/lib/notifications/preferences/mutes-contract";
import { route } from "@/lib/route";

export const GET = route(api.listMutes, listMutes);
export const PUT = route(api.muteSubject, muteSubject);
export const DELETE = route(api.unmuteSubject, unmuteSubject);
