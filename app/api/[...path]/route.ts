import { answerNowhere } from "@/lib/route";

// Whatever no other route serves: a sentence in the one error shape, not a page.
export const GET = answerNowhere;
export const POST = answerNowhere;
export const PUT = answerNowhere;
export const PATCH = answerNowhere;
export const DELETE = answerNowhere;
