import { operation } from "@/lib/http/operation";
import type * as simulate from "./simulate-contract";

export const simulateEvent = operation<typeof simulate.simulateEvent>(
  "POST /api/workspaces/{ws}/notifications/preferences/simulate",
);
