import * as api from "@/lib/profile/contract";
import { removePicture, setPicture } from "@/lib/profile/picture";
import { route } from "@/lib/route";

export const PUT = route(api.putPicture, setPicture);
export const DELETE = route(api.deletePicture, removePicture);
