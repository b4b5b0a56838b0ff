"use client";

import { Smartphone } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { pageHref, useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { usePhone, useRemovePhone } from "@/lib/phone/client";
import type { PhoneAnswer } from "@/lib/phone/contract";
import { Day } from "../session/dates";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Row, Rows, Tag, Tile } from "../ui/row";
import { PhoneCode } from "./phone-code";
import { PhoneNumber } from "./phone-number";

type Known = NonNullable<PhoneAnswer["phone"]>;

/** The number my text messages go to: given, proved by a code, taken away. */
export function Phone() {
  const { data, error, refetch } = usePhone();
  return (
    <Group
      title="Text messages"
      about="For what must reach you without the internet. Nothing is texted unless you choose it, type by type."
    >
      {data ? (
        <Step {...data} />
      ) : error ? (
        <ListFailed title="Your number could not be fetched" error={error} retry={() => void refetch()} />
      ) : (
        <RowsSkeleton what="Fetching your number" rows={1} />
      )}
    </Group>
  );
}

function Step({ phone, isAvailable }: PhoneAnswer) {
  const [isChanging, setChanging] = useState(false);
  const [isFresh, setFresh] = useState(false);
  if (phone?.verifiedAt) return <Proved phone={phone} />;
  if (!isAvailable) {
    return <p className="text-ink-2">This server sends no text messages: its operator has to set up Twilio first.</p>;
  }
  if (phone && !isChanging) return <PhoneCode phone={phone} isFresh={isFresh} changeNumber={() => setChanging(true)} />;
  const toCode = () => {
    setFresh(true);
    setChanging(false);
  };
  return <PhoneNumber number={phone?.number ?? ""} onSent={toCode} goBack={phone ? toCode : undefined} />;
}

function Proved({ phone: { number, verifiedAt, stoppedAt } }: { phone: Known }) {
  const { workspace } = useSession();
  return (
    <Rows label="Text messages">
      <Row
        mark={
          <Tile>
            <Smartphone />
          </Tile>
        }
        title={
          <>
            <span className="num">{number}</span>
            {stoppedAt ? <Tag tone="amber">Stopped</Tag> : <Tag tone="moss">Verified</Tag>}
          </>
        }
        detail={
          stoppedAt ? (
            <>
              You texted STOP on <Day at={stoppedAt} />. Text START to the same number, and messages come again.
            </>
          ) : (
            <>
              Yours since <Day at={verifiedAt ?? ""} />. What is texted, you choose under{" "}
              <Link
                href={pageHref("/settings/notifications", workspace.slug)}
                prefetch={false}
                className="text-copper-ink underline underline-offset-2"
              >
                Notifications
              </Link>
              .
            </>
          )
        }
        actions={<Remove number={number} />}
      />
    </Rows>
  );
}

function Remove({ number }: { number: string }) {
  const [isAsking, setAsking] = useState(false);
  const remove = useRemovePhone();
  return (
    <>
      <Button look="quiet" aria-label={`Remove ${number}`} onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title={`Remove ${number}?`}
        action="Remove number"
        onConfirm={() => remove.mutate()}
      >
        <p>Nothing is texted to it any more, from now on. You can add it or another number again.</p>
      </Confirm>
    </>
  );
}
