import * as api from "@/lib/phone/contract";
import { addMyPhone, removeMyPhone } from "@/lib/phone/numbers";
import { readPhone } from "@/lib/phone/phone";
import { route } from "@/lib/route";

export const GET = route(api.getPhone, readPhone);
export const POST = route(api.addPhone, addMyPhone);
export const DELETE = route(api.removePhone, removeMyPhone);
