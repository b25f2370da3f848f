/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function head(text, { count = 10 } = {}) {
  return linesOf(text)
    .slice(0, Math.max(count, 0))
    .map((line) => `${line}\n`)
    .join("");
}
