import * as api from "@/lib/phone/contract";
import { addPhone, removePhone } from "@/lib/phone/numbers";
import { getPhone } from "@/lib/phone/phone";
import { route } from "@/lib/route";

export const GET = route(api.getPhone, getPhone);
export const POST = route(api.addPhone, addPhone);
export const DELETE = route(api.removePhone, removePhone);
