import type { Scope } from "@/db/enums";

/** What a key of this scope may do, after "may". */
export const SCOPE_LABELS: Record<Scope, string> = {
  "events:write": "send events",
  "events:read": "look up events",
};
