/* <%= op.summary %>. */
/** Whether the year has a 29th of February. */
export function leapYear({ year }) {
  const number = Number(year);
  if (!/^\d{1,4}$/.test(year) || number < 1) {
    throw new RangeError("the year must be a whole number from 1 to 9999");
  }
  return (number % 4 === 0 && number % 100 !== 0) || number % 400 === 0 ? "yes\n" : "no\n";
}
