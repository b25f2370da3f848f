/* <%= op.summary %>. */
/** The product of all whole numbers from 1 to the number. */
export function factorial({ number }) {
  if (!/^\d{1,4}$/.test(number) || Number(number) > 1000) {
    throw new RangeError("the number must be a whole one from 0 to 1000");
  }
  let product = 1n;
  for (let by = 2n; by <= BigInt(number); by += 1n) product *= by;
  return `${product}\n`;
}
