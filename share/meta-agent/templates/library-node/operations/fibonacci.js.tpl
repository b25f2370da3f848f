/* <%= op.summary %>. */
export function fibonacci({ count }) {
  if (!/^\d{1,2}$/.test(count) || Number(count) > 90) {
    throw new RangeError("the count must be a whole number up to 90");
  }
  let [current, next, lines] = [0n, 1n, ""];
  for (let at = 0; at < Number(count); at += 1) {
    lines += `${current}\n`;
    [current, next] = [next, current + next];
  }
  return lines;
}
