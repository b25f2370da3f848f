import type { ReactNode } from "react";

interface PageHeaderProps {
  title: string;
  /** 1 for the heading of a page, 2 for one within a page. */
  level?: 1 | 2;
  children?: ReactNode;
}

/** A heading with what can be done beside it. */
export function PageHeader({ title, level = 1, children }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-center justify-between gap-3">
      {level === 1 ? (
        <>
          <title>{`${title} · <%= app.title %>`}</title>
          <h1 className="min-w-0 text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        </>
      ) : (
        <h2 className="text-lg font-semibold">{title}</h2>
      )}
      <div className="flex flex-wrap gap-2">{children}</div>
    </header>
  );
}
