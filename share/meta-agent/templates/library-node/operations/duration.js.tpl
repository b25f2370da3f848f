/* <%= op.summary %>. */
const units = Object.entries({ d: 86_400, h: 3600, m: 60, s: 1 });
const pattern = /^(?:(\d{1,10})d)?(?:(\d{1,10})h)?(?:(\d{1,10})m)?(?:(\d{1,10})s)?$/i;
const secondsMax = 1_000_000_000;

/** The seconds of a duration such as 1h30m, or the duration of so many seconds. */
export function duration({ value }) {
  if (/^\d{1,10}$/.test(value) && Number(value) <= secondsMax) return `${written(Number(value))}\n`;
  const found = pattern.exec(value);
  const seconds = found && value !== ""
    ? units.reduce((sum, [, worth], at) => sum + Number(found[at + 1] ?? 0) * worth, 0)
    : Infinity;
  if (seconds > secondsMax) {
    throw new RangeError(`${value} is neither seconds up to 1000000000 nor a duration such as 1h30m`);
  }
  return `${seconds}\n`;
}

function written(seconds) {
  let left = seconds;
  const parts = units.map(([unit, worth]) => {
    const times = Math.floor(left / worth);
    left %= worth;
    return times > 0 ? `${times}${unit}` : "";
  });
  return parts.join("") || "0s";
}
