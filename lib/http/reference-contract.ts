import { z } from "zod";
import { endpoint } from "./endpoint";

/** One value of a call or an answer, as the reference shows it. */
export interface ReferenceField {
  name: string;
  /** In words: `text`, `list of UUIDs`, `owner, admin, member or guest`. */
  type: string;
  isRequired: boolean;
  /** What it must keep to: `at most 200 characters`; empty when there is nothing to say. */
  limits: string;
  fields: ReferenceField[];
}

export interface ReferenceOperation {
  method: string;
  path: string;
  summary: string;
  /** Whose call it is: a producer's with this scope, a person's with at least this role, or anybody's. */
  caller: { kind: "key"; scope: string } | { kind: "person"; role: string } | { kind: "anybody" };
  params: ReferenceField[];
  query: ReferenceField[];
  body: ReferenceField[];
  answer: ReferenceField[];
  status: string;
  /** A body that is taken as it stands, as JSON text; null where there is none, or where it is a file. */
  example: string | null;
  /** Content type of a body that is a file. */
  takes: string | null;
}

export interface ReferenceGroup {
  name: string;
  operations: ReferenceOperation[];
}
export const getOpenApi = endpoint({
  method: "GET",
  path: "/api/openapi.json",
  access: "public",
  summary: "This document.",
  response: z.record(z.string(), z.unknown()),
});
