<% if features.filters or features.sort %>
import { type ReactNode, useState } from "react";

interface ToolbarProps {
<% if features.search %>
  search: ReactNode;
<% end %>
  children: ReactNode;
}

/** What narrows and orders a list, above it; on a phone behind a button<% if features.search %>, but for the search<% end %>. */
export function Toolbar({ <% if features.search %>search, <% end %>children }: ToolbarProps) {
  const [open, setOpen] = useState(false);

  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
<% if features.search %>
      {search}
<% end %>
      {children && (
        <button
          type="button"
          className="button-secondary self-stretch sm:hidden"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <% if features.filters and features.sort %>Filter and sort<% elif features.filters %>Filter<% else %>Sort<% end %>
        </button>
      )}
      <div className={`${open ? "flex" : "hidden"} basis-full flex-wrap items-end gap-3 sm:contents`}>
        {children}
      </div>
    </div>
  );
}
<% else %>
import type { ReactNode } from "react";

/** What narrows a list, above it. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="mb-4 flex flex-wrap items-end gap-3">{children}</div>;
}
<% end %>
<% if features.sort %>

export interface SortChoice {
  name: string;
  label: string;
}

interface SortByProps {
  choices: readonly SortChoice[];
  /** A field's name, with a minus before it for the other direction; "" for the newest first. */
  value: string;
  onChange: (value: string) => void;
}

export function SortBy({ choices, value, onChange }: SortByProps) {
  const descending = value.startsWith("-");
  const name = value.replace(/^-/, "");

  return (
    <div className="flex grow items-end gap-1 sm:grow-0">
      <select
        className="input sm:w-auto sm:max-w-56"
        aria-label="Sort by"
        value={name}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">Newest first</option>
        {choices.map((choice) => (
          <option key={choice.name} value={choice.name}>
            {choice.label}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button-secondary px-3"
        aria-label={descending ? "Descending" : "Ascending"}
        disabled={!name}
        onClick={() => onChange(descending ? name : `-${name}`)}
      >
        {descending ? "↓" : "↑"}
      </button>
    </div>
  );
}
<% end %>
