"use client";

import { Switch } from "radix-ui";
import { useId, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { SHORTCUT_GROUPS } from "../session/shortcuts";
import { areSingleKeysOn, setSingleKeys } from "../session/single-keys";
import { useModKey } from "./mod-key";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ShortcutList({ open, onOpenChange }: Props) {
  const mod = useModKey();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <div className="grid gap-5 overflow-y-auto px-5 pb-5 sm:grid-cols-2">
        {SHORTCUT_GROUPS.map(({ group, shortcuts }) => (
          <section key={group}>
            <h3 className="pb-1.5 text-xs font-medium text-ink-3">{group}</h3>
            <dl>
              {shortcuts.map((shortcut) => (
                <div key={shortcut.does} className="flex items-center justify-between gap-4 py-1">
                  <dt>{shortcut.does}</dt>
                  <dd>
                    <Kbd keys={shortcut.keys.replace("Mod", mod)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <SingleKeys />
    </Dialog>
  );
}

function SingleKeys() {
  const [on, setOn] = useState(areSingleKeysOn);
  const id = useId();
  const change = (next: boolean) => {
    setOn(next);
    setSingleKeys(next);
  };
  return (
    <div className="flex items-center justify-between gap-4 border-t border-line bg-sunken px-5 py-3">
      <label htmlFor={id} className="text-sm text-ink-2">
        Shortcuts of one plain key, such as <Kbd keys="j" />
      </label>
      <Switch.Root
        id={id}
        checked={on}
        onCheckedChange={change}
        className="relative h-6 w-10 shrink-0 rounded-full bg-ink-3 transition-colors data-[state=checked]:bg-ink"
      >
        <Switch.Thumb className="block size-4.5 translate-x-0.75 rounded-full bg-surface transition-transform data-[state=checked]:translate-x-4.75" />
      </Switch.Root>
    </div>
  );
}
