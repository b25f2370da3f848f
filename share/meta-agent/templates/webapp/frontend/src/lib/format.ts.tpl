/** A day such as "2026-01-31", in the reader's language. */
export function date(value: string | null): string {
  if (!value) return "";
  return new Date(`${value}T00:00`).toLocaleDateString(undefined, { dateStyle: "medium" });
}

/** The day of a moment in UTC. */
export function day(value: string): string {
  return new Date(value).toLocaleDateString(undefined, { dateStyle: "medium" });
}

<% if features.dashboard %>
/** "2026-01" as "Jan". */
export function month(value: string): string {
  return new Date(`${value}-01T00:00`).toLocaleDateString(undefined, { month: "short" });
}

<% end %>
<% if features.calendar %>
/** "2026-01" as "January 2026". */
export function monthOfYear(value: string): string {
  const style = { month: "long", year: "numeric" } as const;
  return new Date(`${value}-01T00:00`).toLocaleDateString(undefined, style);
}

/** A day such as "2026-01-31" as "Sat". */
export function weekday(value: string): string {
  return new Date(`${value}T00:00`).toLocaleDateString(undefined, { weekday: "short" });
}

<% end %>
/** A moment in UTC, in the reader's language and time zone. */
export function dateTime(value: string | null): string {
  if (!value) return "";
  return new Date(value).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

export function time(value: string | null): string {
  return value ? value.slice(0, 5) : "";
}

export function number(value: number | null): string {
  return value === null ? "" : value.toLocaleString();
}

export function money(value: number | null): string {
  if (value === null) return "";
  return value.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** "in_progress" becomes "In progress". */
export function choice(value: string | null): string {
  const words = (value ?? "").replace(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function json(value: unknown): string {
  return value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** A moment in UTC as `<input type="datetime-local">` wants it: local, without a zone. */
export function dateTimeInput(value: string | null | undefined): string {
  if (!value) return "";
  const moment = new Date(value);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
<% if moments %>

/** This moment, in UTC. */
export function now(): string {
  return new Date().toISOString();
}
<% end %>
<% if todays %>

/** The day that it is here, such as "2026-01-31". */
export function today(): string {
  return dateTimeInput(new Date().toISOString()).slice(0, 10);
}
<% end %>
