import { signInLiveConnection } from "@/lib/realtime/authorize";
import { authenticateLiveUser } from "@/lib/realtime/contract";
import { route } from "@/lib/route";

export const POST = route(authenticateLiveUser, signInLiveConnection);
