"use client";

import { useQuery } from "@tanstack/react-query";
import type { Priority } from "@/db/enums";
import { simulationQuery } from "./queries";

/** What would happen if such an event came now. */
export const useSimulation = (ws: string, type: string, priority: Priority) =>
  useQuery(simulationQuery(ws, type, priority));
