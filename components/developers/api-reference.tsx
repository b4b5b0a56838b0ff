"use client";

import { SearchX } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import type { ReferenceGroup, ReferenceOperation } from "@/lib/http/reference-contract";
import { Group } from "../ui/group";
import { ApiOperation } from "./api-operation";

/** Every call of the API: found by a word, tried with a command that holds one's own key. */
export function ApiReference({ groups }: { groups: ReferenceGroup[] }) {
  const [search, setSearch] = useState("");
  const [secret, setSecret] = useState("");
  const words = useDeferredValue(search).toLowerCase().split(/\s+/).filter(Boolean);
  const shown = groups
    .map(({ name, operations }) => ({ name, operations: operations.filter((one) => fits(one, words)) }))
    .filter(({ operations }) => operations.length > 0);
  const count = shown.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <>
      <p className="max-w-[62ch] text-ink-2">
        Services call with an API key. People call with the session of their browser, or with one that{" "}
        <code className="text-ink">belfry login</code> keeps for them. The same as a document for machines:{" "}
        <a href="/api/openapi.json" className="font-semibold text-ink underline underline-offset-3">
          openapi.json
        </a>
      </p>
      <div className="mt-5 mb-8 grid items-start gap-4 sm:grid-cols-2">
        <Field
          label="Search"
          type="search"
          placeholder="events, POST, unread…"
          value={search}
          onText={setSearch}
          hint={<Found count={count} />}
        />
        <Field
          label="Your key"
          placeholder="bf_… or bfs_…"
          autoComplete="off"
          spellCheck={false}
          value={secret}
          onText={setSecret}
          hint="For the commands below. It stays in this page: it is neither sent nor kept."
        />
      </div>
      {shown.map(({ name, operations }) => (
        <Group key={name} title={name}>
          <ul aria-label={`Calls about ${name}`} className="divide-y divide-line border-y border-line">
            {operations.map((one) => (
              <ApiOperation key={`${one.method} ${one.path}`} operation={one} secret={secret.trim()} />
            ))}
          </ul>
        </Group>
      ))}
      {count === 0 && (
        <EmptyState icon={<SearchX aria-hidden="true" />} title="No call fits these words">
          Search for a part of its path, its method, or what it does.
        </EmptyState>
      )}
    </>
  );
}

function Found({ count }: { count: number }) {
  return <span role="status">{count === 1 ? "1 call" : `${count} calls`}</span>;
}

function fits({ method, path, summary }: ReferenceOperation, words: string[]): boolean {
  const text = `${method} ${path} ${summary}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
