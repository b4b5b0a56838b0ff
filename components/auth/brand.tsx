import { Bell } from "lucide-react";

/** The bell in its tile, and the name: what a person sees of us before they are in. */
export function Brand() {
  return (
    <div className="flex items-center gap-2.5 font-semibold text-ink">
      <span className="grid size-7 place-items-center rounded-md bg-ink text-paper">
        <Bell aria-hidden className="size-4" />
      </span>
      Belfry
    </div>
  );
}
