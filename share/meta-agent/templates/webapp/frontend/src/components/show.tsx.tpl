import type { ReactNode } from "react";
import { Link } from "react-router";
import * as format from "../lib/format";
<% if features.markdown %>
import { excerpt, Markdown } from "../markdown/Markdown";
<% end %>
import * as Icons from "./icons";

interface RowProps {
  title: string;
  onEdit: () => void;
  onDelete: () => void;
  children: ReactNode;
}

/** One record in a list: checks, body and what can be done with it. */
export function Row({ title, onEdit, onDelete, children }: RowProps) {
  return (
    <li className="group relative flex items-start gap-3 px-4 py-3">
      {children}
      <div className="absolute top-2 right-3 flex">
        <button
          type="button"
          className="button-quiet"
          aria-label={`Edit ${title}`}
          onClick={onEdit}
        >
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

/** The picture of a row; nothing when there is none. */
export function Thumbnail({ src }: { src: string | null }) {
  if (!src) return null;
  return <img src={src} alt="" loading="lazy" className="size-16 shrink-0 rounded-lg bg-slate-100 object-cover sm:size-20" />;
}

export function Body({ children }: { children: ReactNode }) {
  return <div className="min-w-0 grow space-y-1">{children}</div>;
}

/** The title of a row; it is struck through once the row is checked. */
export function Title({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="block pr-20 font-medium wrap-anywhere group-has-[[data-check]:checked]:text-slate-400 group-has-[[data-check]:checked]:line-through hover:text-accent-700"
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
    <label className="flex min-w-0 cursor-pointer items-center gap-1.5 self-end">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-accent-600"
      />
      <span className="truncate">{label}</span>
    </label>
  );
}

/** The short values of a row, in columns that are those of its neighbours. */
export function Details({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-2 pt-1 text-sm text-slate-700 sm:grid-cols-3 lg:grid-cols-4">
      {children}
    </div>
  );
}

type ValueProps =
  | { type: "string" | "text" | "markdown" | "phone" | "enum"; value: string | null }
  | { type: "date" | "datetime" | "time"; value: string | null }
  | { type: "email" | "url" | "file" | "image"; value: string | null }
  | { type: "integer" | "decimal" | "money"; value: number | null }
  | { type: "boolean"; value: boolean }
<% if features.tags %>
  | { type: "tags"; value: readonly string[] }
<% end %>
<% if features.ratings %>
  | { type: "rating"; value: number | null }
<% end %>
  | { type: "json"; value: unknown };

/** A value in the form that people read; nothing when there is none. */
function present(field: ValueProps): ReactNode {
  if (field.value === null || field.value === "") return null;
  switch (field.type) {
    case "boolean":
      return field.value ? "Yes" : "No";
    case "integer":
    case "decimal":
      return format.number(field.value);
    case "money":
      return format.money(field.value);
    case "date":
      return format.date(field.value);
    case "datetime":
      return format.dateTime(field.value);
    case "time":
      return format.time(field.value);
    case "enum":
      return <Badge>{format.choice(field.value)}</Badge>;
    case "email":
      return <TextLink href={`mailto:${field.value}`}>{breakable(field.value)}</TextLink>;
    case "phone":
      return <TextLink href={`tel:${field.value}`}>{field.value}</TextLink>;
<% if features.upload %>
    case "file":
      return (
        <TextLink href={field.value}>
          {field.value.startsWith("/api/") ? "Download" : field.value.replace(/^https?:\/\//, "")}
        </TextLink>
      );
    case "url":
<% else %>
    case "url":
    case "file":
<% end %>
      return <TextLink href={field.value}>{field.value.replace(/^https?:\/\//, "")}</TextLink>;
    case "image":
      return <img src={field.value} alt="" loading="lazy" className="max-h-24 rounded-lg" />;
<% if features.tags %>
    case "tags":
      return field.value.length > 0 ? <Tags words={field.value} /> : null;
<% end %>
<% if features.ratings %>
    case "rating":
      return (
        <span role="img" aria-label={`${field.value} of 5 stars`} className="text-amber-500">
          {"★".repeat(field.value)}
          {"☆".repeat(5 - field.value)}
        </span>
      );
<% end %>
<% if features.markdown %>
    case "markdown":
      return <Markdown text={field.value} />;
<% end %>
    case "json":
      return <code className="font-mono text-xs whitespace-pre-wrap">{format.json(field.value)}</code>;
    default:
      return field.value;
  }
}

/** An email address that is broken before its "@" where it is too long for a line. */
function breakable(address: string): ReactNode {
  const [name, ...host] = address.split("@");
  return (
    <>
      {name}
      <wbr />@{host.join("@")}
    </>
  );
}

function Badge({ children }: { children: string }) {
  return (
    <span className="rounded-full bg-accent-50 px-2 py-0.5 text-xs font-medium text-accent-700">
      {children}
    </span>
  );
}

<% if features.tags %>
function Tags({ words }: { words: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {words.map((word) => (
        <span key={word} className="rounded-md bg-slate-100 px-1.5 py-0.5 text-xs text-slate-700">
          {word}
        </span>
      ))}
    </span>
  );
}

<% end %>
<% if features.ratings %>
interface RatingProps {
  label: string;
  value: number | null;
  onChange: (stars: number) => void;
}

/** Stars to click on. */
export function Rating({ label, value, onChange }: RatingProps) {
  return (
    <span role="group" aria-label={label} className="flex self-end">
      {[1, 2, 3, 4, 5].map((stars) => (
        <button
          key={stars}
          type="button"
          className="px-0.5 text-base leading-none text-amber-500"
          aria-label={`${stars} ${stars === 1 ? "star" : "stars"}`}
          aria-pressed={stars === value}
          onClick={() => onChange(stars)}
        >
          {stars <= (value ?? 0) ? "★" : "☆"}
        </button>
      ))}
    </span>
  );
}

<% end %>
function TextLink({ href, children }: { href: string; children: ReactNode }) {
  const elsewhere = href.startsWith("http") ? { target: "_blank", rel: "noreferrer" } : {};
  return (
    <a href={href} className="text-accent-700 hover:underline" {...elsewhere}>
      {children}
    </a>
  );
}

type LabelledProps = ValueProps & {
  label: string;
  /** The page of what the value names. */
  to?: string;
};

function linked(content: ReactNode, to: string | undefined): ReactNode {
  if (!content || !to) return content;
  return (
    <Link to={to} className="text-accent-700 hover:underline">
      {content}
    </Link>
  );
}

function Cell({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <div className="truncate text-xs text-slate-500" title={label}>
        {label}
      </div>
      <div className="line-clamp-2 wrap-anywhere">{children}</div>
    </div>
  );
}

/** A value in a row, with its label; a dash when there is none. */
export function Detail({ label, to, ...field }: LabelledProps) {
  return <Cell label={label}>{linked(present(field), to) || "—"}</Cell>;
}

export function Added({ at }: { at: string }) {
  return <Cell label="Added">{format.day(at)}</Cell>;
}

/** The beginning of a long text. */
export function Excerpt({ children }: { children: string | null }) {
  return children && <p className="line-clamp-2 text-sm text-slate-500">{children}</p>;
}

<% if features.markdown %>
/** The beginning of a text in Markdown, without its marks. */
export function MarkdownExcerpt({ children }: { children: string | null }) {
  return <Excerpt>{children && excerpt(children)}</Excerpt>;
}

<% end %>
/** A value on the page of one record; a dash when there is none. */
export function Fact({ label, to, ...field }: LabelledProps) {
  return (
    <div className="grid gap-1 px-4 py-3 sm:grid-cols-3 sm:gap-4 sm:px-6">
      <dt className="text-sm font-medium text-slate-500">{label}</dt>
      <dd className="text-sm wrap-anywhere whitespace-pre-line sm:col-span-2">
        {linked(present(field), to) || "—"}
      </dd>
    </div>
  );
}
