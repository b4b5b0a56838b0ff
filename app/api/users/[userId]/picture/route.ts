import * as api from "@/lib/profile/contract";
import { getPicture } from "@/lib/profile/picture";
import { route } from "@/lib/route";

export const GET = route(api.getPicture, getPicture);
