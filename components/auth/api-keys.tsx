"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { EmptyState } from "@/components/ui/empty-state";
import { useApiKeys, useRevokeApiKey } from "@/lib/auth/client";
import type { ApiKey } from "@/lib/auth/contract";
import { Ago, Day } from "../session/dates";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Row, Rows, Tag, Tile } from "../ui/row";
import { NewKey } from "./new-key";
import { SCOPE_LABELS } from "./scopes";

/** The keys by which services may tell people of this workspace things. */
export function ApiKeys() {
  const { workspace } = useSession();
  const { data, error, refetch } = useApiKeys(workspace.slug);
  const [isMaking, setMaking] = useState(false);
  return (
    <Group
      title="Keys"
      about="One for each service, so that each can be revoked alone. A key has no inbox; it speaks for a program, not for a person."
      action={
        <Button look="primary" onClick={() => setMaking(true)}>
          <Plus aria-hidden="true" />
          New key
        </Button>
      }
    >
      {data && data.apiKeys.length === 0 ? (
        <EmptyState icon={<KeyRound aria-hidden="true" />} title="No keys yet">
          Make one, and a service can tell people here that something happened, with one HTTP call.
        </EmptyState>
      ) : data ? (
        <Rows label="API keys">
          {data.apiKeys.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </Rows>
      ) : error ? (
        <ListFailed title="The keys could not be fetched" error={error} retry={() => void refetch()} />
      ) : (
        <RowsSkeleton what="Fetching the keys" rows={2} />
      )}
      <NewKey open={isMaking} onOpenChange={setMaking} />
    </Group>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { name, prefix, scopes, createdBy, createdAt, expiresAt, lastUsedAt, isExpired } = apiKey;
  return (
    <Row
      mark={
        <Tile>
          <KeyRound />
        </Tile>
      }
      title={
        <>
          {name} {isExpired && <Tag tone="amber">Expired</Tag>}
        </>
      }
      detail={
        <>
          <code className="text-ink">{prefix}…</code> · may {scopes.map((scope) => SCOPE_LABELS[scope]).join(" and ")}
          <br />
          {lastUsedAt ? (
            <>
              Last used <Ago at={lastUsedAt} />
            </>
          ) : (
            "Never used"
          )}{" "}
          · made {createdBy && `by ${createdBy} `}
          <Ago at={createdAt} />
          {expiresAt && (
            <>
              {" "}
              · {isExpired ? "ran out" : "works until"} <Day at={expiresAt} />
            </>
          )}
        </>
      }
      actions={<RevokeButton apiKey={apiKey} />}
    />
  );
}

function RevokeButton({ apiKey: { id, name, lastUsedAt } }: { apiKey: ApiKey }) {
  const { workspace } = useSession();
  const revoke = useRevokeApiKey(workspace.slug);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button aria-label={`Revoke ${name}`} onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Revoke ${name}?`}
        action="Revoke key"
        onConfirm={() => revoke.mutate(id)}
      >
        <p>
          The next call with it is refused. What it has sent stays.
          {lastUsedAt && (
            <>
              {" "}
              It was last used <Ago at={lastUsedAt} />.
            </>
          )}
        </p>
        <p>This cannot be taken back: whoever uses it needs a new key.</p>
      </Confirm>
    </>
  );
}
