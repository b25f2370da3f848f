/* <%= op.summary %>. */
/** The prime numbers whose product it is, the smallest first. */
export function factors({ number }) {
  let left = Number(number);
  if (!/^\d{1,10}$/.test(number) || left < 2 || left > 1_000_000_000) {
    throw new RangeError("the number must be a whole one from 2 to 1000000000");
  }
  const found = [];
  for (let by = 2; left > 1; by += 1) {
    if (by * by > left) by = left;
    for (; left % by === 0; left /= by) found.push(by);
  }
  return `${found.join(" ")}\n`;
}
