import type { ReactNode } from "react";

interface Props {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here, why, and what to do first. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className="mx-auto flex max-w-[46ch] flex-col items-center gap-2 px-6 py-14 text-center">
      <span className="mb-1 grid size-10 place-items-center rounded-lg bg-sunken text-ink-2 [&_svg]:size-5">
        {icon}
      </span>
      <h2 className="title-serif text-[1.1875rem] leading-tight">{title}</h2>
      <div className="text-sm text-pretty text-ink-2">{children}</div>
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
