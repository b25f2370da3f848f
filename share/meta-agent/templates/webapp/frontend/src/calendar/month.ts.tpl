/** Days and months as text: "2026-01-31", "2026-01". Weeks begin on Monday. */

function textOf(date: Date): string {
  const twoDigits = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function dateOf(day: string, later = 0): Date {
  const [year = 0, month = 1, number = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, number + later);
}

export function today(): string {
  return textOf(new Date());
}

/** The day of a day or of a moment, where the reader is. */
export function dayOf(value: string): string {
  return value.length === 10 ? value : textOf(new Date(value));
}

export function dayAfter(day: string, by: number): string {
  return textOf(dateOf(day, by));
}

export function isMonth(value: string | null): value is string {
  return /^(?:19|2\d)\d\d-(?:0[1-9]|1[0-2])$/.test(value ?? "");
}

export function monthAfter(month: string, by: number): string {
  const { start } = boundsOf(month);
  return textOf(new Date(start.getFullYear(), start.getMonth() + by, 1)).slice(0, 7);
}

function boundsOf(month: string) {
  const start = dateOf(`${month}-01`);
  return { start, length: new Date(start.getFullYear(), start.getMonth() + 1, 0).getDate() };
}

/** The days of a month, and those that make its first and its last week whole. */
export function daysOf(month: string): string[] {
  const { start, length } = boundsOf(month);
  const before = (start.getDay() + 6) % 7;
  const shown = Math.ceil((before + length) / 7) * 7;
  return Array.from({ length: shown }, (_, n) => dayAfter(`${month}-01`, n - before));
}
