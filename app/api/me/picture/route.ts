import * as api from "@/lib/profile/contract";
import { deletePicture, setPicture } from "@/lib/profile/picture";
import { route } from "@/lib/route";

export const PUT = route(api.setPicture, setPicture);
export const DELETE = route(api.deletePicture, deletePicture);
