/* <%= op.summary %>. */
const factors = [
  { m: 1, cm: 0.01, km: 1000, in: 0.0254, ft: 0.3048, mi: 1609.344 },
  { kg: 1, g: 0.001, lb: 0.45359237, oz: 0.028349523125 },
];

/** To four decimal places. */
export function units({ value, fromUnit, toUnit }) {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) throw new RangeError(`${value} is no number`);
  const converted = convert(number, fromUnit.toLowerCase(), toUnit.toLowerCase());
  return `${Number(converted.toFixed(4))}\n`;
}

function convert(number, from, to) {
  if (["c", "f", "k"].includes(from) && ["c", "f", "k"].includes(to)) {
    return fromKelvin(toKelvin(number, from), to);
  }
  const known = factors.find((table) => Object.hasOwn(table, from) && Object.hasOwn(table, to));
  if (!known) throw new RangeError(`${from} cannot be converted to ${to}`);
  return (number * known[from]) / known[to];
}

function toKelvin(number, unit) {
  if (unit === "f") return ((number - 32) * 5) / 9 + 273.15;
  return unit === "c" ? number + 273.15 : number;
}

function fromKelvin(number, unit) {
  if (unit === "f") return ((number - 273.15) * 9) / 5 + 32;
  return unit === "c" ? number - 273.15 : number;
}
