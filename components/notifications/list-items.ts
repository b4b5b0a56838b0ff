"use client";

import { useMemo } from "react";
import { useNow } from "@/components/session/clock";
import { useSession } from "@/components/session/session";
import { type Target, useGroups } from "@/lib/notifications/inbox/client";
import type { Notification, State } from "@/lib/notifications/inbox/contract";
import { groupByDay } from "../ui/times";
import { asItself, asSubject } from "./subject";

/** What a list draws, one under the other. A row's key is its notification's id. */
export type ListItem =
  | { key: string; day: string }
  | { key: string; target: Target; isMember: boolean; isOpen: boolean }
  | { key: string; waitingFor: string }
  | { key: "more"; failed: boolean };

/** Rows under their days; under those that are `opened`, what else their groups have gathered in this place. */
export function useListItems(rows: Notification[], opened: ReadonlySet<string>, state: State): ListItem[] {
  const { workspace, user } = useSession();
  const now = useNow();
  const groupIds = rows.flatMap(({ group }) => (group && opened.has(group.id) ? group.id : []));
  const members = useGroups(workspace.slug, groupIds, state);
  return useMemo(
    () =>
      groupByDay(rows, now, user.timeZone).flatMap(({ label, rows: ofDay }): ListItem[] => [
        { key: label, day: label },
        ...ofDay.flatMap((row) => itemsOf(row, opened, members)),
      ]),
    [rows, opened, members, now, user.timeZone],
  );
}

function itemsOf(
  row: Notification,
  opened: ReadonlySet<string>,
  members: Record<string, Notification[] | undefined>,
): ListItem[] {
  const { group } = row;
  const isOpen = group !== null && group.count > 1 && opened.has(group.id);
  const head: ListItem = { key: row.id, target: asSubject(row), isMember: false, isOpen };
  if (!isOpen) return [head];
  const others = members[group.id]?.filter(({ id }) => id !== row.id);
  if (!others) return [head, { key: `waiting ${group.id}`, waitingFor: group.id }];
  return [head, ...others.map((other) => ({ key: other.id, target: asItself(other), isMember: true, isOpen: false }))];
}

/** The rows among the lines, in order. */
export const targetsIn = (lines: ListItem[]): Target[] =>
  lines.flatMap((line) => ("target" in line ? line.target : []));
