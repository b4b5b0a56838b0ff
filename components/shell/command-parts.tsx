"use client";

import { Command } from "cmdk";
import { type ReactNode, useState } from "react";
import { Kbd } from "@/components/ui/kbd";

/** What is searched for; `typed` is there already. */
export function SearchField({ typed = "" }: { typed?: string }) {
  const [text, setText] = useState(typed);
  return (
    <Command.Input
      value={text}
      onValueChange={setText}
      placeholder="Where to, or what to do"
      className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-ink-3"
    />
  );
}

interface EntryProps {
  icon: ReactNode;
  keys?: string;
  onSelect: () => void;
  children: ReactNode;
}

/** One thing to go to or to do, and the keys that do the same. */
export function Entry({ icon, keys, onSelect, children }: EntryProps) {
  return (
    <Command.Item
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:text-ink-2"
    >
      {icon}
      <span className="grow">{children}</span>
      {keys && <Kbd keys={keys} />}
    </Command.Item>
  );
}
