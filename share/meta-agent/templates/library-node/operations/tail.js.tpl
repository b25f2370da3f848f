/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function tail(text, { count = 10 } = {}) {
  const lines = linesOf(text);
  return lines
    .slice(Math.max(lines.length - Math.max(count, 0), 0))
    .map((line) => `${line}\n`)
    .join("");
}
