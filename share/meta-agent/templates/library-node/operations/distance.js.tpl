/* <%= op.summary %>. */
/** How many characters have to be added, taken away or changed. */
export function distance({ first, second }) {
  const others = Array.from(second);
  let row = [0, ...others.map((_, at) => at + 1)];
  Array.from(first).forEach((character, at) => {
    const next = [at + 1];
    others.forEach((other, k) => {
      next.push(Math.min(row[k] + (character === other ? 0 : 1), row[k + 1] + 1, next[k] + 1));
    });
    row = next;
  });
  return `${row.at(-1)}\n`;
}
