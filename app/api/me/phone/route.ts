import { addPhone, getPhone, removePhone } from "@/lib/phone/contract";
import { addMyPhone, removeMyPhone } from "@/lib/phone/numbers";
import { readPhone } from "@/lib/phone/phone";
import { route } from "@/lib/route";

export const GET = route(getPhone, readPhone);
export const POST = route(addPhone, addMyPhone);
export const DELETE = route(removePhone, removeMyPhone);
