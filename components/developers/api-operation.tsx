"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useSession } from "@/components/session/session";
import { cx } from "@/components/ui/class-names";
import { Copyable } from "@/components/ui/copyable";
import type { ReferenceField, ReferenceOperation } from "@/lib/http/reference-contract";

const TONES: Record<string, string> = {
  GET: "bg-sky-wash text-sky",
  POST: "bg-moss-wash text-moss",
  PUT: "bg-amber-wash text-amber",
  PATCH: "bg-amber-wash text-amber",
  DELETE: "bg-rose-wash text-rose",
};

interface Props {
  operation: ReferenceOperation;
  /** What the reader has typed as their key; empty until then. */
  secret: string;
}

/** One call: a line to open, and below it all there is to know. */
export function ApiOperation({ operation, secret }: Props) {
  const { method, path, summary } = operation;
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
        <summary className="flex cursor-pointer list-none flex-wrap items-baseline gap-x-2.5 gap-y-1 py-2.5 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden="true"
            className="size-3.5 shrink-0 self-center text-ink-3 transition-transform duration-100 group-open:rotate-90"
          />
          <span className={cx("w-14 shrink-0 rounded-sm text-center text-xs leading-5 font-semibold", TONES[method])}>
            {method}
          </span>
          <code className="min-w-0 text-sm wrap-anywhere text-ink">{path}</code>
          <span className="basis-full pl-6 text-sm text-ink-2">{summary}</span>
        </summary>
        {/* Closed, it is not there at all: a hundred of them are much to draw. */}
        {isOpen && <Details operation={operation} secret={secret} />}
      </details>
    </li>
  );
}

function Details({ operation, secret }: Props) {
  const { publicUrl, workspace } = useSession();
  const { caller, params, query, body, answer, status, takes } = operation;
  return (
    <div className="grid grid-cols-1 gap-4 pt-1 pb-5 pl-6 max-sm:pl-0">
      <p className="text-sm">{WHO[caller.kind](caller)}</p>
      <Copyable
        label={`A command for ${operation.method} ${operation.path}`}
        copy="Copy the command"
        text={commandFor(operation, publicUrl, workspace.slug, secret)}
      />
      <Fields title="In the path" fields={params} />
      <Fields title="In the query" fields={query} />
      <Fields title="In the body" fields={body} />
      {takes && <p className="text-sm text-ink-2">The body is a file: {takes}.</p>}
      <Fields title={`The answer, ${status}`} fields={answer} />
    </div>
  );
}

type Caller = ReferenceOperation["caller"];

const WHO: Record<Caller["kind"], (caller: Caller) => ReactNode> = {
  key: (caller) => (
    <>
      For services: an API key with the scope <code>{"scope" in caller && caller.scope}</code>.
    </>
  ),
  person: (caller) =>
    `For people: ${"role" in caller && caller.role !== "guest" ? `${caller.role}s and above` : "everybody who is signed in"}.`,
  anybody: () => "For anybody.",
};

function Fields({ title, fields }: { title: string; fields: ReferenceField[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="min-w-0">
      <p className="mb-1 text-sm font-semibold">{title}</p>
      <FieldList fields={fields} />
    </div>
  );
}

function FieldList({ fields }: { fields: ReferenceField[] }) {
  return (
    <ul className="grid gap-0.5 text-sm">
      {fields.map(({ name, type, isRequired, limits, fields: inner }) => (
        <li key={name} className="min-w-0 wrap-anywhere">
          <code className="font-semibold text-ink">{name}</code>
          {isRequired ? "" : <span className="text-ink-2"> (optional)</span>}
          <span className="text-ink-2">
            {" "}
            {type}
            {limits && `; ${limits}`}
          </span>
          {inner.length > 0 && (
            <div className="mt-0.5 ml-0.5 border-l border-line pl-3">
              <FieldList fields={inner} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** As a shell takes it, on one's own instance and workspace; the key is the typed one if it is of the right kind. */
function commandFor(operation: ReferenceOperation, publicUrl: string, slug: string, secret: string): string {
  const { method, path, caller, example, takes } = operation;
  const url = `${publicUrl}${path.replace("{ws}", slug).replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())}`;
  // Only what a key is made of: the command goes to a shell.
  const typed = secret.replace(/[^\w.-]/g, "");
  const isSession = typed.startsWith("bfs_");
  const token = {
    key: typed && !isSession ? typed : "$BELFRY_API_KEY",
    person: isSession ? typed : "$BELFRY_SESSION",
    anybody: null,
  }[caller.kind];
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`,
    ...(token ? [`-H "authorization: Bearer ${token}"`] : []),
    ...(example ? [`-H "content-type: application/json"`, `-d ${quoted(example)}`] : []),
    ...(takes ? [`-H "content-type: ${takes}"`, "--data-binary @FILE"] : []),
  ].join(" \\\n  ");
}

/** For a shell: nothing inside means anything to it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
