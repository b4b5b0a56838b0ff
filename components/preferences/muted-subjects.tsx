"use client";

import { BellOff } from "lucide-react";
import { humanKey } from "@/components/notifications/labels";
import { When } from "@/components/notifications/when";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Group } from "@/components/ui/group";
import { ListFailed } from "@/components/ui/list-states";
import { Row, Rows, Tile } from "@/components/ui/row";
import { useMute, useMutes } from "@/lib/notifications/preferences/mutes-client";
import type { Mute } from "@/lib/notifications/preferences/mutes-contract";
import { toast } from "@/lib/toast";

/** What a person has muted here, one by one. Where nothing is, there is nothing to say. */
export function MutedSubjects() {
  const { workspace } = useSession();
  const { data, error, refetch } = useMutes(workspace.slug);
  if (error && !data) {
    return <ListFailed title="What you muted could not be fetched" error={error} retry={() => void refetch()} />;
  }
  if (!data?.mutes.length) return null;
  return (
    <Group
      title="Muted subjects"
      about="You hear nothing more of these, in no channel. Mute one from your inbox, with m."
    >
      <Rows label="Muted subjects">
        {data.mutes.map((mute) => (
          <MutedRow key={`${mute.subject.kind} ${mute.subject.id}`} mute={mute} />
        ))}
      </Rows>
    </Group>
  );
}

function MutedRow({ mute: { subject, title, createdAt } }: { mute: Mute }) {
  const { workspace } = useSession();
  const mute = useMute(workspace.slug);
  const name = title ?? `${humanKey(subject.kind)} ${subject.id}`;
  const hearAgain = () =>
    mute({ subject, isMuted: false }).catch((error: Error) => toast.error(`It is still muted. ${error.message}`));
  return (
    <Row
      mark={
        <Tile>
          <BellOff />
        </Tile>
      }
      title={name}
      detail={
        <>
          {title && `${humanKey(subject.kind)} ${subject.id} · `}muted <When at={createdAt} />
        </>
      }
      actions={
        <Button aria-label={`Hear of ${name} again`} onClick={() => void hearAgain()}>
          Hear again
        </Button>
      }
    />
  );
}
