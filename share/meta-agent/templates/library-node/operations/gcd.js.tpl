/* <%= op.summary %>. */
/** The greatest common divisor, or the least common multiple. */
export function gcd({ first, second, multiple = false }) {
  const numbers = [first, second].map((text) => {
    if (!/^\d{1,10}$/.test(text) || Number(text) < 1 || Number(text) > 1_000_000_000) {
      throw new RangeError("both must be whole numbers from 1 to 1000000000");
    }
    return Number(text);
  });
  let [a, b] = numbers;
  while (b > 0) [a, b] = [b, a % b];
  return `${multiple ? BigInt(numbers[0] / a) * BigInt(numbers[1]) : a}\n`;
}
