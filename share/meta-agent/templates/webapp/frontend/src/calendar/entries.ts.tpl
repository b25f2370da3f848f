import { api } from "../api";
import type { Resource, Stored } from "../api/resource";
import * as titles from "../api/titles";
import { dayAfter, dayOf } from "./month";

/** A record on one of its days. */
export interface Entry {
  key: string;
  day: string;
  /** "09:30", or "". */
  time: string;
  title: string;
  label: string;
  to: string;
}

/** A day of records, or their first and their last one: fields by their names. */
interface Dated<Item extends Stored> {
  path: string;
  label: string;
  resource: Resource<Item>;
  titleOf: (item: Item) => string;
  first: keyof Item & string;
  last?: keyof Item & string;
  /** The time of day, where the day has none. */
  clock?: keyof Item & string;
}

function timeOf(moment: string): string {
  return moment.length === 10 ? "" : new Date(moment).toTimeString().slice(0, 5);
}

function dated<Item extends Stored>(source: Dated<Item>) {
  const { path, label, resource, titleOf, first, last, clock } = source;

  /** Those that begin in these days, and those that began before and go on. */
  async function load(from: string, to: string): Promise<Item[]> {
    const begun = resource.list({ [`${first}From`]: from, [`${first}To`]: to });
    if (!last) return begun;
    const goingOn = resource.list({ [`${first}To`]: dayAfter(from, -1), [`${last}From`]: from });
    const items = (await Promise.all([begun, goingOn])).flat();
    return [...new Map(items.map((item) => [item.id, item])).values()];
  }

  function entriesOf(item: Item, days: readonly string[]): Entry[] {
    const from = item[first] as string | null | undefined;
    if (!from) return [];
    const begin = dayOf(from);
    const end = dayOf((last && (item[last] as string | null)) || from);
    const time = clock ? String(item[clock] ?? "").slice(0, 5) : timeOf(from);
    return days
      .filter((day) => day === begin || (day > begin && day <= end))
      .map((day) => ({
        key: `${path}/${item.id} ${first} ${day}`,
        day,
        time: day === begin ? time : "",
        title: titleOf(item),
        label,
        to: `/${path}/${item.id}`,
      }));
  }

  return async (days: readonly string[]): Promise<Entry[]> => {
    // A day more on both sides: a moment's day is another one elsewhere.
    const items = await load(dayAfter(days[0] ?? "", -1), dayAfter(days.at(-1) ?? "", 1));
    return items.flatMap((item) => entriesOf(item, days));
  };
}

const loaders = [
<% for d in dated %>
  dated({
    path: "<%= d.path %>",
    label: "<%= d.label %>",
    resource: api.<%= d.vars %>,
    titleOf: titles.<%= d.var %>,
    first: "<%= d.name %>",
<% if d.last %>
    last: "<%= d.last %>",
<% end %>
<% if d.clock %>
    clock: "<%= d.clock %>",
<% end %>
  }),
<% end %>
];

/** What is on these days, in the order of the day. */
export async function loadEntries(days: readonly string[]): Promise<Entry[]> {
  const loaded = await Promise.all(loaders.map((load) => load(days)));
  return loaded.flat().toSorted((a, b) => `${a.time} ${a.title}`.localeCompare(`${b.time} ${b.title}`));
}
