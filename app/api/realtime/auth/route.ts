import { authorizeLiveChannel } from "@/lib/realtime/authorize";
import { authorizeChannel } from "@/lib/realtime/contract";
import { route } from "@/lib/route";

export const POST = route(authorizeChannel, authorizeLiveChannel);
