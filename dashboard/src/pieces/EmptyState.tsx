import type { LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";

/** What stands where nothing is: why, and what to do. As a whole page its title is the page's. */
export function EmptyState({ icon: Icon, title, children, isPage = false }: {
  icon: LucideIcon; title: string; children?: ReactNode; isPage?: boolean;
}): ReactElement {
  const Title = isPage ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center gap-2 rounded-2xl border border-dashed border-line px-6 py-14
      text-center">
      <span className="mb-2 inline-flex size-12 items-center justify-center rounded-2xl bg-accent-soft text-accent">
        <Icon aria-hidden="true" className="size-6" />
      </span>
      <Title>{title}</Title>
      <div className="max-w-md text-ink-soft">{children}</div>
    </div>
  );
}
