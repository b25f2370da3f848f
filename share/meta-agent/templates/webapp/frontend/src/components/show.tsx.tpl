import type { ReactNode } from "react";
import { Link } from "react-router";
import * as Icons from "./icons";

export * from "../lib/format";

interface RowProps {
  title: string;
  onEdit: () => void;
  onDelete: () => void;
  children: ReactNode;
}

/** One record in a list: checks, body and what can be done with it. */
export function Row({ title, onEdit, onDelete, children }: RowProps) {
  return (
    <li className="group flex items-start gap-3 px-4 py-3">
      {children}
      <div className="-my-1 flex shrink-0">
        <button type="button" className="button-quiet" aria-label={`Edit ${title}`} onClick={onEdit}>
          <Icons.Edit />
        </button>
        <button
          type="button"
          className="button-quiet hover:text-red-600"
          aria-label={`Delete ${title}`}
          onClick={onDelete}
        >
          <Icons.Trash />
        </button>
      </div>
    </li>
  );
}

export function Body({ children }: { children: ReactNode }) {
  return <div className="min-w-0 grow space-y-1">{children}</div>;
}

/** The title of a row; it is struck through once the row is checked. */
export function Title({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="block font-medium break-words group-has-[[data-check]:checked]:text-slate-400 group-has-[[data-check]:checked]:line-through hover:text-accent-700"
    >
      {children}
    </Link>
  );
}

interface ToggleProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** The box that marks a row as done. */
export function Check({ label, checked, onChange }: ToggleProps) {
  return (
    <input
      type="checkbox"
      data-check
      aria-label={label}
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
      className="mt-0.5 size-5 shrink-0 cursor-pointer accent-accent-600"
    />
  );
}

export function Toggle({ label, checked, onChange }: ToggleProps) {
  return (
    <label className="inline-flex cursor-pointer items-center gap-1.5">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-accent-600"
      />
      {label}
    </label>
  );
}

export function Details({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-slate-600 empty:hidden">
      {children}
    </div>
  );
}

interface DetailProps {
  label: string;
  children: ReactNode;
}

/** A value in a row, with its label; nothing when there is no value. */
export function Detail({ label, children }: DetailProps) {
  if (!children) return null;
  return (
    <span className="inline-flex min-w-0 gap-1">
      <span className="text-slate-400">{label}</span>
      <span className="min-w-0 truncate">{children}</span>
    </span>
  );
}

/** The beginning of a long text. */
export function Excerpt({ children }: { children: string | null }) {
  return children && <p className="line-clamp-2 text-sm text-slate-500">{children}</p>;
}

/** A value on the page of one record; a dash when there is none. */
export function Fact({ label, children }: DetailProps) {
  return (
    <div className="grid gap-1 px-4 py-3 sm:grid-cols-3 sm:gap-4 sm:px-6">
      <dt className="text-sm font-medium text-slate-500">{label}</dt>
      <dd className="text-sm break-words whitespace-pre-line sm:col-span-2">{children || "—"}</dd>
    </div>
  );
}

export function Badge({ children }: { children: string }) {
  return (
    children && (
      <span className="rounded-full bg-accent-50 px-2 py-0.5 text-xs font-medium text-accent-700">
        {children}
      </span>
    )
  );
}

export function WebLink({ href }: { href: string | null }) {
  return (
    href && (
      <a href={href} target="_blank" rel="noreferrer" className="text-accent-700 hover:underline">
        {href.replace(/^https?:\/\//, "")}
      </a>
    )
  );
}

export function MailLink({ address }: { address: string | null }) {
  return (
    address && (
      <a href={`mailto:${address}`} className="text-accent-700 hover:underline">
        {address}
      </a>
    )
  );
}

export function Picture({ src, alt }: { src: string | null; alt: string }) {
  return src && <img src={src} alt={alt} loading="lazy" className="max-h-24 rounded-lg" />;
}

export function Code({ children }: { children: string }) {
  return children && <code className="font-mono text-xs whitespace-pre-wrap">{children}</code>;
}
