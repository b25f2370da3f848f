import type { ReactNode } from "react";

interface AuthCardProps {
  title: string;
  children: ReactNode;
  footer?: ReactNode;
}

export function AuthCard({ title, children, footer }: AuthCardProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <p className="mb-6 text-xl font-semibold tracking-tight text-accent-700"><%= app.title %></p>
      <div className="card w-full max-w-sm p-6 sm:p-8">
        <title>{`${title} · <%= app.title %>`}</title>
        <h1 className="mb-5 text-lg font-semibold">{title}</h1>
        {children}
      </div>
      {footer && <p className="mt-5 text-sm text-slate-600">{footer}</p>}
    </main>
  );
}
