import type { ReactNode } from "react";

/** What narrows and orders a list, above it. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="mb-4 flex flex-wrap items-end gap-3">{children}</div>;
}
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
        className="input sm:w-auto"
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
