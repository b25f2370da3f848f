/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function reverse(text, { lines = false } = {}) {
  const kept = linesOf(text);
  const turned = lines ? kept.reverse() : kept.map((line) => [...line].reverse().join(""));
  return turned.map((line) => `${line}\n`).join("");
}
