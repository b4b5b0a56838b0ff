import { mute, readMutes, unmute } from "@/lib/notifications/preferences/mutes";
import * as api from "@/lib/notifications/preferences/mutes-contract";
import { route } from "@/lib/route";

export const GET = route(api.listMutes, readMutes);
export const PUT = route(api.muteSubject, mute);
export const DELETE = route(api.unmuteSubject, unmute);
