/* <%= op.summary %>. */
/** Whether the last digit is the check digit of the others. */
export function luhn({ number }) {
  const digits = number.replace(/[ -]/g, "");
  if (!/^\d{2,}$/.test(digits)) {
    throw new RangeError("the number must have two digits or more, and else blanks and hyphens only");
  }
  const total = Array.from(digits)
    .reverse()
    .map((digit, place) => Number(digit) * (1 + (place % 2)))
    .reduce((sum, worth) => sum + (worth > 9 ? worth - 9 : worth), 0);
  return total % 10 === 0 ? "valid\n" : "invalid\n";
}
