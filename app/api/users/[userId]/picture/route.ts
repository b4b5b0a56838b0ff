import { route } from "@/lib/http/route";
import { getPicture } from "@/lib/profile/contract";
import { showPicture } from "@/lib/profile/picture";

export const GET = route(getPicture, showPicture);
