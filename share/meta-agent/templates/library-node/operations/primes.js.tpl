/* <%= op.summary %>. */
export function primes({ limit }) {
  if (!/^\d{1,8}$/.test(limit) || Number(limit) > 10_000_000) {
    throw new RangeError("the limit must be a whole number up to 10000000");
  }
  const composite = new Uint8Array(Number(limit) + 1);
  const found = [];
  for (let number = 2; number <= Number(limit); number += 1) {
    if (composite[number]) continue;
    found.push(`${number}\n`);
    for (let at = number * number; at <= Number(limit); at += number) composite[at] = 1;
  }
  return found.join("");
}
