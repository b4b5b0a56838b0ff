import type { ReactNode } from "react";

interface Props {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** 1 where it is all there is on the page. */
  level?: 1 | 2;
}

/** Nothing here, why, and what to do first. */
export function EmptyState({ icon, title, children, action, level = 2 }: Props) {
  const Heading = `h${level}` as const;
  return (
    <div className="mx-auto flex w-full max-w-[54ch] flex-col items-center gap-2 px-6 py-14 text-center">
      <span className="mb-1 grid size-10 place-items-center rounded-lg bg-sunken text-ink-2 [&_svg]:size-5">
        {icon}
      </span>
      <Heading className="title-serif text-[1.1875rem] leading-tight">{title}</Heading>
      <div className="w-full text-sm text-pretty text-ink-2">{children}</div>
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
