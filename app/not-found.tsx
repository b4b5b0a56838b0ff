import { SearchX } from "lucide-react";
import { buttonLook } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** An address that leads nowhere, or to a workspace that is not the reader's: the same answer for both. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <title>Not found · Belfry</title>
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title="There is nothing here"
        level={1}
        action={
          <a className={buttonLook("primary")} href="/">
            Go to your inbox
          </a>
        }
      >
        The address may be mistyped, or it belongs to a workspace you are not in.
      </EmptyState>
    </main>
  );
}
