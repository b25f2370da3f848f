/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function unique(text, { ignoreCase = false } = {}) {
  const seen = new Set();
  return linesOf(text)
    .filter((line) => {
      const key = ignoreCase ? line.toLowerCase() : line;
      return !seen.has(key) && seen.add(key);
    })
    .map((line) => `${line}\n`)
    .join("");
}
