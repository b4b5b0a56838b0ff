import { z } from "zod";
import { endpoint, inWorkspace } from "@/lib/http/endpoint";
import { subjectSchema } from "../contract";

const muteSchema = z.object({
  subject: subjectSchema,
  /** What was last told of it; null if that is gone. */
  title: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type Mute = z.output<typeof muteSchema>;

const mutesSchema = z.object({ mutes: z.array(muteSchema) });
const path = "/api/workspaces/{ws}/notifications/mutes";

export const listMutes = endpoint({
  method: "GET",
  path,
  access: { person: "guest" },
  summary: "The subjects I want to hear nothing more of, the last muted first.",
  params: inWorkspace,
  response: mutesSchema,
});

export const muteSubject = endpoint({
  method: "PUT",
  path,
  access: { person: "guest" },
  summary:
    "Tell me nothing more of a subject, in no channel; what came before stays. Critical types come all the same.",
  params: inWorkspace,
  body: z.strictObject({ subject: subjectSchema }),
  response: mutesSchema,
});

export const unmuteSubject = endpoint({
  method: "DELETE",
  path,
  access: { person: "guest" },
  summary: "Tell me of a subject again.",
  params: inWorkspace,
  query: subjectSchema,
  response: mutesSchema,
});
