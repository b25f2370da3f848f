/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function number(text, { start = 1 } = {}) {
  return linesOf(text)
    .map((line, at) => `${start + at}\t${line}\n`)
    .join("");
}
