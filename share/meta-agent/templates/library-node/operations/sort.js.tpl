/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function sort(text, { reverse = false, numeric = false } = {}) {
  const byText = (a, b) => (a < b ? -1 : Number(a > b));
  const byNumber = (a, b) => leadingNumber(a) - leadingNumber(b);
  const ordered = linesOf(text).sort(numeric ? byNumber : byText);
  return (reverse ? ordered.reverse() : ordered).map((line) => `${line}\n`).join("");
}

function leadingNumber(line) {
  return Number.parseFloat(line) || 0;
}
