/** What things of Belfry's own are called where something is said about them; producers may not speak of them. */
export const SUBJECT_KINDS = [
  "api_key",
  "delivery",
  "destination",
  "event_type",
  "integration",
  "invitation",
  "project",
  "user",
  "workspace",
] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];
