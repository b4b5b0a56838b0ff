import { mute, readMutes, unmute } from "@/lib/notifications/preferences/mutes";
import { listMutes, muteSubject, unmuteSubject } from "@/lib/notifications/preferences/mutes-contract";
import { route } from "@/lib/route";

export const GET = route(listMutes, readMutes);
export const PUT = route(muteSubject, mute);
export const DELETE = route(unmuteSubject, unmute);
