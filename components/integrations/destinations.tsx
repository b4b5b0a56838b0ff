"use client";

import { Megaphone, Plus } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Group } from "@/components/ui/group";
import { ListFailed, RowsSkeleton } from "@/components/ui/list-states";
import { Rows } from "@/components/ui/row";
import { useDestinations } from "@/lib/notifications/destinations/client";
import type { Destination } from "@/lib/notifications/destinations/contract";
import { DestinationDialog } from "./destination-dialog";
import { DestinationRow } from "./destination-row";

/** Shared places of the workspace that hear of chosen events: channels, webhooks, mailing lists. */
export function Destinations() {
  const { workspace } = useSession();
  const { data, error, refetch } = useDestinations(workspace.slug);
  const [edited, setEdited] = useState<Destination | "new" | null>(null);
  const add = (
    <Button look="primary" onClick={() => setEdited("new")}>
      <Plus aria-hidden="true" />
      Add destination
    </Button>
  );
  return (
    <Group
      title="Destinations"
      about="Shared places that hear of events of chosen types, beside the people concerned. What is personal, such as chat and mentions, never goes there."
      action={data && data.configs.length > 0 ? add : undefined}
    >
      {data && data.configs.length === 0 ? (
        <EmptyState icon={<Megaphone aria-hidden="true" />} title="No destinations yet" action={add}>
          A Slack or Teams channel, or a mailing list, can hear of new issues, feedback and escalations as they happen.
        </EmptyState>
      ) : data ? (
        <Rows label="Destinations">
          {data.configs.map((config) => (
            <DestinationRow key={config.id} config={config} types={data.types} edit={() => setEdited(config)} />
          ))}
        </Rows>
      ) : error ? (
        <ListFailed title="The destinations could not be fetched" error={error} retry={() => void refetch()} />
      ) : (
        <RowsSkeleton what="Fetching the destinations" rows={2} />
      )}
      <DestinationDialog config={edited} types={data?.types ?? []} close={() => setEdited(null)} />
    </Group>
  );
}
