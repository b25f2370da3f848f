/* <%= op.summary %>. */
/** How many days the second day is after the first; less than 0 where it is before. */
export function daysBetween({ first, second }) {
  return `${(dayOf(second) - dayOf(first)) / 86_400_000}\n`;
}

function dayOf(text) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) && text >= "0001" ? Date.parse(text) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new RangeError(`${text} is no day of the calendar such as 2026-02-28`);
  }
  return time;
}
