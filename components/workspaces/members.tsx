"use client";

import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { useMembers } from "@/lib/workspaces/client";
import { isAtLeast } from "../settings/sections";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Rows } from "../ui/row";
import { Invitations } from "./invitations";
import { InviteForm } from "./invite-form";
import { MemberRow } from "./member-row";

/** Below so many, eyes are faster than searching. */
const WORTH_SEARCHING = 8;

/** Who is here; for administrators also how others come, what they may do, and how they leave. */
export function Members() {
  const { workspace } = useSession();
  const isAdmin = isAtLeast(workspace.role, "admin");
  return (
    <>
      {isAdmin && (
        <Group title="Invite" about="They get a mail with a link that works for seven days.">
          <InviteForm />
        </Group>
      )}
      {isAdmin && <Invitations />}
      <MemberList />
    </>
  );
}

function MemberList() {
  const { workspace } = useSession();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const {
    members,
    total = 0,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
  } = useMembers(workspace.slug, q);
  const isSearching = typed !== "";
  return (
    <Group
      title={isSearching ? "Found" : total > 1 ? `${total} members` : "Members"}
      action={(isSearching || total > WORTH_SEARCHING) && <SearchBox value={typed} onChange={setTyped} />}
    >
      {members ? (
        <>
          <Rows label="Members">
            {members.map((member) => (
              <MemberRow key={member.userId} member={member} />
            ))}
          </Rows>
          <p role="status" className="mt-3 text-ink-2">
            {members.length === 0 && "Nobody here has that in their name, handle or address."}
          </p>
          {hasNextPage && (
            <Button aria-disabled={isFetchingNextPage} onClick={() => !isFetchingNextPage && fetchNextPage()}>
              {isFetchingNextPage ? "Fetching…" : "Show more"}
            </Button>
          )}
        </>
      ) : error ? (
        <ListFailed title="The members could not be fetched" error={error} retry={() => void refetch()} />
      ) : (
        <RowsSkeleton what="Fetching the members" rows={6} />
      )}
    </Group>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  return (
    <div className="relative w-full sm:w-60">
      <Search aria-hidden="true" className="absolute top-2 left-2.5 size-4 text-ink-3" />
      <input
        type="search"
        aria-label="Find a member"
        placeholder="Name, handle or address"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8.5 placeholder:text-ink-3"
      />
    </div>
  );
}
