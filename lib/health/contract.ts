import { z } from "zod";
import { endpoint } from "@/lib/http/endpoint";

export const getHealth = endpoint({
  method: "GET",
  path: "/api/health",
  access: "public",
  summary: "This process is alive. Says nothing about what it depends on.",
  response: z.object({ ok: z.literal(true) }),
});

export const getReady = endpoint({
  method: "GET",
  path: "/api/ready",
  access: "public",
  summary: "Whether this process can serve: 200 with its parts' state, 503 while it cannot.",
  response: z.object({ ready: z.literal(true), database: z.literal("up"), jobs: z.enum(["up", "elsewhere"]) }),
});
