import { route } from "@/lib/http/route";
import { deletePicture, putPicture } from "@/lib/profile/contract";
import { removePicture, setPicture } from "@/lib/profile/picture";

export const PUT = route(putPicture, setPicture);
export const DELETE = route(deletePicture, removePicture);
