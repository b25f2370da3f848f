/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function search(text, { pattern, ignoreCase = false, invert = false, lineNumbers = false }) {
  const folded = (line) => (ignoreCase ? line.toLowerCase() : line);
  return linesOf(text)
    .map((line, at) => [line, at + 1])
    .filter(([line]) => folded(line).includes(folded(pattern)) !== invert)
    .map(([line, at]) => (lineNumbers ? `${at}:${line}\n` : `${line}\n`))
    .join("");
}
