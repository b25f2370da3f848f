/* <%= op.summary %>. */
export function fizzbuzz({ count }) {
  if (!/^\d{1,7}$/.test(count) || Number(count) > 1_000_000) {
    throw new RangeError("the count must be a whole number up to 1000000");
  }
  return Array.from({ length: Number(count) }, (_, at) => `${word(at + 1)}\n`).join("");
}

function word(number) {
  return (number % 3 === 0 ? "Fizz" : "") + (number % 5 === 0 ? "Buzz" : "") || number;
}
