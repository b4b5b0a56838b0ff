import { route } from "@/lib/http/route";
import { signInLiveConnection } from "@/lib/realtime/authorize";
import { authenticateLiveUser } from "@/lib/realtime/contract";

export const POST = route(authenticateLiveUser, signInLiveConnection);
