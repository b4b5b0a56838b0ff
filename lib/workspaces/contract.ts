import { z } from "zod";
import { ROLES } from "@/db/enums";
import { endpoint } from "@/lib/http/endpoint";

export const meSchema = z.object({
  user: z.object({ id: z.uuid(), name: z.string(), email: z.string(), handle: z.string(), timeZone: z.string() }),
  workspaces: z.array(z.object({ id: z.uuid(), slug: z.string(), name: z.string(), role: z.enum(ROLES) })),
});
export type Me = z.output<typeof meSchema>;

export const getMe = endpoint({
  method: "GET",
  path: "/api/me",
  access: { person: "guest" },
  summary: "Who I am, and the workspaces I belong to.",
  response: meSchema,
});
