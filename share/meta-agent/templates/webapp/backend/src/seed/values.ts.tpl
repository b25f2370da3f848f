/** Examples of values: the n-th of each kind is always the same, and those of the first records differ. */

const people = [
  "Ada Lovelace", "Alan Turing", "Barbara Liskov", "Donald Knuth", "Edsger Dijkstra",
  "Grace Hopper", "Katherine Johnson", "Margaret Hamilton", "Radia Perlman", "Tony Hoare",
];
const lists = {
  work: [
    "Order new shelves", "Paint the north wall", "Call the electrician", "Measure the windows",
    "Choose the floor", "Book the removal van", "Write the invitations", "Check the smoke alarms",
  ],
  groups: ["Home", "Work", "Garden", "Travel", "Health", "Music", "Family", "Reading"],
  things: [
    "Oak table", "Desk lamp", "Wool blanket", "Copper kettle", "Garden chair", "Canvas bag",
    "Wall clock", "Bread knife",
  ],
  meals: [
    "Lemon risotto", "Roast cauliflower", "Plum cake", "Lentil soup", "Mushroom pie",
    "Tomato salad", "Apple crumble", "Bean stew",
  ],
  phrases: [
    "Blue harbour", "Quiet meadow", "Silver birch", "Open window", "Long summer", "Paper moon",
    "Northern light", "Second spring",
  ],
  cities: ["Lisbon", "Oslo", "Vienna", "Dublin", "Prague", "Helsinki", "Bologna", "Utrecht"],
  countries: [
    "Portugal", "Norway", "Austria", "Ireland", "Czechia", "Finland", "Italy", "Netherlands",
  ],
  companies: [
    "Harbour & Sons", "Northwind", "Birch Studio", "Meadow Foods", "Quayside Books",
    "Hill Street Labs", "Lantern Press", "Copper Works",
  ],
  colours: ["teal", "amber", "crimson", "olive", "navy", "plum", "ivory", "slate"],
  sentences: [
    "Everything that is needed is already here.",
    "It takes about an hour, longer when it rains.",
    "Ask at the front desk for the key.\nIt opens both doors.",
    "This replaces the one from last year.",
    "A favourite of everyone who has tried it.",
    "To be looked at again in spring.",
    "The details are in the shared folder.",
    "Small, but it does what it should.",
  ],
} satisfies Record<string, string[]>;

function nth(list: readonly string[], n: number): string {
  const round = Math.floor(n / list.length);
  const text = list[n % list.length] ?? "";
  return round === 0 ? text : `${text} ${round + 1}`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, "0");
}

export function words(n: number, list: keyof typeof lists): string {
  return nth(lists[list], n);
}

<% if features.markdown %>
export function markdown(n: number): string {
  const [first, second] = [words(n % 8, "sentences"), words((n + 3) % 8, "sentences")];
  const steps = `1. **${words(n % 8, "work")}**\n2. ${words((n + 3) % 8, "work")}, *if there is time*`;
  return `${first}\n\n## What to do\n\n${steps}\n\n> ${second}\n`;
}

<% end %>
export function person(n: number): string {
  return nth(people, n);
}

export function firstName(n: number): string {
  return person(n).split(" ")[0] ?? "";
}

export function lastName(n: number): string {
  return person(n).split(" ").slice(1).join(" ");
}

export function email(n: number): string {
  return `${person(n).toLowerCase().replaceAll(" ", ".")}@example.com`;
}

export function phone(n: number): string {
  return `+44 20 7946 ${String(100 + n).padStart(4, "0")}`;
}

export function url(n: number): string {
  return `https://example.com/${n + 1}`;
}

export function address(n: number): string {
  return `${7 + 5 * n} ${words(n, "phrases")} Street`;
}

export function code(n: number): string {
  return `A-${1001 + 101 * n}`;
}

export function slug(n: number): string {
  return words(n, "phrases").toLowerCase().replaceAll(" ", "-");
}

export function postcode(n: number): string {
  return String(10_115 + 1_207 * n);
}

export function whole(n: number): number {
  return 3 + 7 * n;
}

export function year(n: number): number {
  return 2024 - 3 * n;
}

export function decimal(n: number): number {
  return 2.5 + 1.25 * n;
}

export function money(n: number): number {
  return (1250 + 1349 * n) / 100;
}

function dayOfYear(n: number): string {
  return `${twoDigits(1 + (n % 12))}-${twoDigits(28 - (n % 28))}`;
}

<% if features.calendar %>
const now = Date.now();

/** A day near to this one, where the calendar opens. */
export function date(n: number): string {
  return new Date(now + (((5 * n) % 28) - 10) * 86_400_000).toISOString().slice(0, 10);
}
<% else %>
export function date(n: number): string {
  return `2026-${dayOfYear(n)}`;
}
<% end %>

export function birthday(n: number): string {
  return `${1958 + 5 * (n % 10)}-${dayOfYear(n)}`;
}

export function dateTime(n: number): string {
  return `${date(n)}T${time(n)}:00.000Z`;
}

export function time(n: number): string {
  return `${twoDigits(8 + (n % 12))}:${n % 2 ? "30" : "00"}`;
}

/** One of those that there are. */
export function one<Item>(items: readonly Item[] = [], n = 0): Item | null {
  return items[n % items.length] ?? null;
}
<% if joined %>

/** Two neighbours of those that there are. */
export function some(items: readonly number[] = [], n = 0): number[] {
  const pair = [one(items, n), one(items, n + 1)];
  return pair.filter((item) => item !== null).filter((item, at, all) => all.indexOf(item) === at);
}
<% end %>
