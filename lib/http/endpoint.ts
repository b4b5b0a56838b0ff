import { z } from "zod";
import type { Role, Scope } from "@/db/enums";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call: anybody, from a page of ours where it changes something; any program, whose cookies are not looked at; a
 * person signed in (with at least this role, where the path names a workspace); or a producer's API key with this scope.
 * People's endpoints refuse keys and the other way round.
 */
export type Access = "public" | "program" | { person: Role } | { key: Scope };

/** Parameters of a path that names a workspace, by its slug or id. */
export const inWorkspace = z.object({ ws: z.string().min(1).max(64) });

type Shape = z.ZodObject<z.ZodRawShape>;

export interface Endpoint<
  P extends Shape = Shape,
  Q extends Shape = Shape,
  B extends Shape = Shape,
  R extends z.ZodType = z.ZodType,
  M extends Method = Method,
  Path extends string = string,
> {
  method: M;
  /** As OpenAPI writes it: `/api/workspaces/{ws}/events`. `{ws}` is a workspace's slug or id. */
  path: Path;
  access: Access;
  summary: string;
  params: P;
  query: Q;
  body: B | null;
  /** A body that is right, for people who read the reference; where it is missing, the least the schema takes. */
  example: object | null;
  /** Content types of a body that is a file, not JSON: the verb reads it from the request. */
  consumes: readonly string[] | null;
  response: R;
  /** Content type of an answer that is a file, not JSON: the verb answers a Response. */
  produces: string | null;
  status: number;
  /** Largest body taken, in bytes. */
  maxBody: number;
}

/** Any endpoint, whatever it takes. */
export type AnyEndpoint = Endpoint<Shape, Shape, Shape, z.ZodType>;

interface Description<
  P extends Shape,
  Q extends Shape,
  B extends Shape,
  R extends z.ZodType,
  M extends Method,
  Path extends string,
> {
  method: M;
  path: Path;
  access: Access;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  example?: object;
  consumes?: readonly string[];
  response: R;
  produces?: string;
  status?: number;
  maxBody?: number;
}

type Empty = z.ZodObject<Record<never, never>>;

/** One operation, described once: feeds the route handler, the types of the browser's call and the OpenAPI document. */
export function endpoint<
  R extends z.ZodType,
  M extends Method,
  Path extends string,
  P extends Shape = Empty,
  Q extends Shape = Empty,
  B extends Shape = Empty,
>(d: Description<P, Q, B, R, M, Path>): Endpoint<P, Q, B, R, M, Path> {
  return {
    method: d.method,
    path: d.path,
    access: d.access,
    summary: d.summary,
    params: (d.params ?? z.object({})) as P,
    query: (d.query ?? z.object({})) as Q,
    body: d.body ?? null,
    example: d.example ?? null,
    consumes: d.consumes ?? null,
    response: d.response,
    produces: d.produces ?? null,
    status: d.status ?? 200,
    maxBody: d.maxBody ?? 256 * 1024,
  };
}

/** An object without fields is `Record<string, never>` to zod, which would forbid the fields of the others. */
type In<S extends Shape> = keyof S["shape"] extends never ? unknown : z.input<S>;
type Out<S extends Shape> = keyof S["shape"] extends never ? unknown : z.output<S>;

/** What a verb behind the endpoint receives: path parameters (but the workspace), query and body in one object. */
export type Input<E> =
  E extends Endpoint<infer P, infer Q, infer B, z.ZodType> ? Omit<Out<P>, "ws"> & Out<Q> & Out<B> : never;

/** What it must answer. */
export type Output<E> = E extends Endpoint<Shape, Shape, Shape, infer R> ? z.input<R> : never;

/** What a caller gets to see of that answer. */
export type Answer<E> = E extends Endpoint<Shape, Shape, Shape, infer R> ? z.output<R> : never;

/** What a caller gives. */
export type CallInput<E> = E extends Endpoint<infer P, infer Q, infer B, z.ZodType> ? In<P> & In<Q> & In<B> : never;
