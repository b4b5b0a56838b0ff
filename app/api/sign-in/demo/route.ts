import { signInDemo } from "@/lib/auth/demo";

export const GET = signInDemo;
