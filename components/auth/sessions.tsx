"use client";

import { Globe, Laptop, Smartphone, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/components/shell/actions";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useEndOtherSessions, useEndSession, useSessions } from "@/lib/auth/client";
import type { Session } from "@/lib/auth/contract";
import { deviceOf } from "../devices/device";
import { Ago, Day } from "../session/dates";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Row, Rows, Tag, Tile } from "../ui/row";

const ICONS = { computer: Laptop, phone: Smartphone, program: SquareTerminal, unknown: Globe };

/** Where I am signed in, and how to end that. */
export function Sessions() {
  const { data, error, refetch } = useSessions();
  const others = data?.sessions.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  return (
    <Group
      title="Signed in"
      about="Every browser and program that is signed in as you. If you do not know one of them, sign it out."
      action={others > 0 && <EndOthers count={others} />}
    >
      {data ? (
        <Rows label="Sessions">
          {data.sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </Rows>
      ) : error ? (
        <ListFailed title="Your sessions could not be fetched" error={error} retry={() => void refetch()} />
      ) : (
        <RowsSkeleton what="Fetching your sessions" rows={2} />
      )}
    </Group>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { leave } = useActions();
  const end = useEndSession();
  const { words, kind } = deviceOf(session.userAgent);
  const Icon = ICONS[kind];
  return (
    <Row
      mark={
        <Tile>
          <Icon />
        </Tile>
      }
      title={
        <>
          {words} {session.isCurrent && <Tag tone="moss">This browser</Tag>}
        </>
      }
      detail={
        <>
          Last seen <Ago at={session.lastSeenAt} />
          {session.address && <span className="num"> · {session.address}</span>}
          <br />
          Signed in on <Day at={session.createdAt} />
        </>
      }
      actions={
        <Button
          aria-label={`Sign out ${session.isCurrent ? "this browser" : words}`}
          onClick={() => (session.isCurrent ? leave() : end.mutate(session.id))}
        >
          Sign out
        </Button>
      }
    />
  );
}

function EndOthers({ count }: { count: number }) {
  const [isAsking, setAsking] = useState(false);
  const endOthers = useEndOtherSessions();
  return (
    <>
      <Button onClick={() => setAsking(true)}>Sign out everywhere else</Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Sign out everywhere else?"
        action="Sign out everywhere else"
        onConfirm={() => endOthers.mutate(undefined)}
      >
        <p>
          {count === 1 ? "One other session ends" : `${count} other sessions end`} at once; their open pages go back to
          the sign-in page. You stay signed in here.
        </p>
      </Confirm>
    </>
  );
}
