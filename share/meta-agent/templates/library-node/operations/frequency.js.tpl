/* <%= op.summary %>. */
export function frequency(text, { top = 10 } = {}) {
  const counted = new Map();
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu)) {
    counted.set(word, (counted.get(word) ?? 0) + 1);
  }
  return [...counted]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, Math.max(top, 0))
    .map(([word, number]) => `${number}\t${word}\n`)
    .join("");
}
