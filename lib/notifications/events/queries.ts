import { queryOptions } from "@tanstack/react-query";
import type { Priority } from "@/db/enums";
import { call } from "@/lib/http/call";
import { fresh, preferenceKeys } from "../preferences/queries";
import { simulateEvent } from "./operations";

export const simulationQuery = (ws: string, type: string, priority: Priority) =>
  queryOptions({
    ...fresh,
    queryKey: [...preferenceKeys.simulations, ws, type, priority],
    queryFn: ({ signal }) => call(simulateEvent, { ws, type, priority }, signal),
  });
