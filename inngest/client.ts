import { Inngest } from "inngest";

/** Keys and base URL come from the environment (INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY, INNGEST_BASE_URL). */
export const inngest = new Inngest({ id: "belfry" });
