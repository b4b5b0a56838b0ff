import * as api from "@/lib/profile/contract";
import { showPicture } from "@/lib/profile/picture";
import { route } from "@/lib/route";

export const GET = route(api.getPicture, showPicture);
