import { route } from "@/lib/http/route";
import { authorizeLiveChannel } from "@/lib/realtime/authorize";
import { authorizeChannel } from "@/lib/realtime/contract";

export const POST = route(authorizeChannel, authorizeLiveChannel);
