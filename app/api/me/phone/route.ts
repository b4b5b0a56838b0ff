import { route } from "@/lib/http/route";
import { addPhone, getPhone, removePhone } from "@/lib/phone/contract";
import { addMyPhone, removeMyPhone } from "@/lib/phone/numbers";
import { readPhone } from "@/lib/phone/phone";

export const GET = route(getPhone, readPhone);
export const POST = route(addPhone, addMyPhone);
export const DELETE = route(removePhone, removeMyPhone);
