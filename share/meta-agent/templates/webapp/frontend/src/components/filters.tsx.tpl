import type { Resource, Stored } from "../api/resource";
import { choice } from "../lib/format";
import { useCollection } from "../lib/useCollection";
import type { TitleOf } from "../lib/useTitles";

export interface FilterControls {
  values: Record<string, string>;
  set: (name: string, value: string) => void;
}

interface FilterProps {
  filters: FilterControls;
  name: string;
  label: string;
}

interface SelectProps extends FilterProps {
  options: readonly { value: string; label: string }[];
}

function Select({ filters, name, label, options }: SelectProps) {
  return (
    <select
      className="input grow basis-36 sm:grow-0"
      aria-label={`Filter by ${label.toLowerCase()}`}
      value={filters.values[name] ?? ""}
      onChange={(event) => filters.set(name, event.target.value)}
    >
      <option value="">{label}: all</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

export function Choice({ choices, ...props }: FilterProps & { choices: readonly string[] }) {
  return (
    <Select {...props} options={choices.map((value) => ({ value, label: choice(value) }))} />
  );
}

export function YesNo(props: FilterProps) {
  const options = [
    { value: "true", label: `${props.label}: yes` },
    { value: "false", label: `${props.label}: no` },
  ];
  return <Select {...props} options={options} />;
}

interface ReferenceProps<Item extends Stored> extends FilterProps {
  resource: Resource<Item>;
  titleOf: TitleOf<Item>;
}

export function Reference<Item extends Stored>(props: ReferenceProps<Item>) {
  const { resource, titleOf, ...field } = props;
  const { items = [] } = useCollection(resource);
  const options = items.map((item) => ({
    value: String(item.id),
    label: titleOf(item) || `#${item.id}`,
  }));
  return <Select {...field} options={options} />;
}

<% if features.tags %>
/** One of the words that records bear. */
export function Tag({ filters, name, label }: FilterProps) {
  return (
    <input
      className="input grow basis-28 sm:grow-0"
      aria-label={`Filter by ${label.toLowerCase()}`}
      placeholder={label}
      value={filters.values[name] ?? ""}
      onChange={(event) => filters.set(name, event.target.value)}
    />
  );
}

<% end %>
/** The first and the last day of a range. */
export function Days({ filters, name, label }: FilterProps) {
  return (
    <fieldset className="flex min-w-0 basis-full items-center gap-1 sm:basis-auto">
      <legend className="mb-1 text-xs text-slate-500">{label}</legend>
      <input
        type="date"
        className="input min-w-0 px-2"
        aria-label={`${label} from`}
        value={filters.values[`${name}From`] ?? ""}
        onChange={(event) => filters.set(`${name}From`, event.target.value)}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        className="input min-w-0 px-2"
        aria-label={`${label} to`}
        value={filters.values[`${name}To`] ?? ""}
        onChange={(event) => filters.set(`${name}To`, event.target.value)}
      />
    </fieldset>
  );
}
