/* <%= op.summary %>. */
const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
const limit = 2n ** 64n;

/** A whole number of one base in another, both from 2 to 36. */
export function bases({ value, fromBase, toBase }) {
  const source = baseOf(fromBase);
  const target = baseOf(toBase);
  const digits = value.replace(/^-/, "").toLowerCase();
  if (digits === "") throw new RangeError("there is no number");
  let number = 0n;
  for (const digit of digits) {
    const worth = alphabet.slice(0, source).indexOf(digit);
    if (worth < 0) throw new RangeError(`${digit} is no digit of base ${source}`);
    number = number * BigInt(source) + BigInt(worth);
    if (number >= limit) throw new RangeError("the number is too large");
  }
  return `${value.startsWith("-") && number > 0n ? "-" : ""}${number.toString(target)}\n`;
}

function baseOf(text) {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 2 || Number(text) > 36) {
    throw new RangeError("a base is a whole number from 2 to 36");
  }
  return Number(text);
}
