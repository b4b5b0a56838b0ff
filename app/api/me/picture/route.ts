import { deletePicture, putPicture } from "@/lib/profile/contract";
import { removePicture, setPicture } from "@/lib/profile/picture";
import { route } from "@/lib/route";

export const PUT = route(putPicture, setPicture);
export const DELETE = route(deletePicture, removePicture);
