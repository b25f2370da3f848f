import type { ReactNode } from "react";
<% if features.filter %>
import type { Resource, Stored } from "../api/resource";
import { choice as choiceLabel } from "../lib/format";
import { useCollection } from "../lib/useCollection";
import type { Rules } from "../lib/useListAddress";
import type { TitleOf } from "../lib/useTitles";
<% else %>
import type { Rules } from "../lib/useListAddress";
<% end %>
import { useTyped } from "../lib/useTyped";

export interface FilterControls {
  values: Record<string, string>;
  set: (name: string, value: string, typed?: boolean) => void;
}

/** Something that a list can be narrowed by. */
export interface Filter {
  rules: Rules;
  render: (filters: FilterControls) => ReactNode;
}

interface FilterProps {
  filters: FilterControls;
  name: string;
  label: string;
}
<% if features.filter %>

interface SelectProps extends FilterProps {
  options: readonly { value: string; label: string }[];
}

function Select({ filters, name, label, options }: SelectProps) {
  const value = filters.values[name] ?? "";
  const isUnknown = value !== "" && !options.some((option) => option.value === value);

  return (
    <select
      className="input grow basis-36 sm:grow-0"
      aria-label={`Filter by ${label.toLowerCase()}`}
      value={value}
      onChange={(event) => filters.set(name, event.target.value)}
    >
      <option value="">{label}: all</option>
      {isUnknown && <option value={value}>#{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

export function choice(name: string, label: string, choices: readonly string[]): Filter {
  const options = choices.map((value) => ({ value, label: choiceLabel(value) }));
  return {
    rules: { [name]: (value) => choices.includes(value) },
    render: (filters) => <Select key={name} {...{ filters, name, label, options }} />,
  };
}

export function yesNo(name: string, label: string): Filter {
  const options = [
    { value: "true", label: `${label}: yes` },
    { value: "false", label: `${label}: no` },
  ];
  return {
    rules: { [name]: (value) => ["true", "false"].includes(value) },
    render: (filters) => <Select key={name} {...{ filters, name, label, options }} />,
  };
}

interface ReferenceProps<Item extends Stored> extends FilterProps {
  resource: Resource<Item>;
  titleOf: TitleOf<Item>;
}

function ReferenceSelect<Item extends Stored>({ resource, titleOf, ...field }: ReferenceProps<Item>) {
  const { items = [] } = useCollection(resource);
  const options = items.map((item) => ({
    value: String(item.id),
    label: titleOf(item) || `#${item.id}`,
  }));
  return <Select {...field} options={options} />;
}

export function reference<Item extends Stored>(
  name: string,
  label: string,
  resource: Resource<Item>,
  titleOf: TitleOf<Item>,
): Filter {
  return {
    rules: { [name]: (value) => /^[1-9]\d{0,14}$/.test(value) },
    render: (filters) => (
      <ReferenceSelect key={name} {...{ filters, name, label, resource, titleOf }} />
    ),
  };
}
<% end %>
<% if features.tags %>

function TagInput({ filters, name, label }: FilterProps) {
  const [typed, setTyped] = useTyped(filters.values[name] ?? "", (value) =>
    filters.set(name, value, true),
  );
  return (
    <input
      className="input grow basis-28 sm:grow-0"
      aria-label={`Filter by ${label.toLowerCase()}`}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

/** One of the words that records bear. */
export function tag(name: string, label: string): Filter {
  return {
    rules: { [name]: () => true },
    render: (filters) => <TagInput key={name} {...{ filters, name, label }} />,
  };
}
<% end %>
<% if features.filter %>

function isDay(value: string): boolean {
  const moment = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === value;
}

function DayInput({ filters, name, label }: FilterProps) {
  const [typed, setTyped] = useTyped(filters.values[name] ?? "", (value) =>
    filters.set(name, value, true),
  );
  return (
    <input
      type="date"
      className="input min-w-0 px-2"
      aria-label={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

/** The first and the last day of a range. */
export function days(name: string, label: string): Filter {
  return {
    rules: { [`${name}From`]: isDay, [`${name}To`]: isDay },
    render: (filters) => (
      <fieldset key={name} className="flex min-w-0 basis-full items-center gap-1 sm:basis-auto">
        <legend className="mb-1 text-xs text-slate-500">{label}</legend>
        <DayInput filters={filters} name={`${name}From`} label={`${label} from`} />
        <span aria-hidden="true">–</span>
        <DayInput filters={filters} name={`${name}To`} label={`${label} to`} />
      </fieldset>
    ),
  };
}
<% end %>
