/* <%= op.summary %>. */
export function count(text, { lines = false, words = false, characters = false } = {}) {
  const every = !(lines || words || characters);
  const numbers = [];
  if (lines || every) numbers.push(text.split("\n").length - Number(text === "" || text.endsWith("\n")));
  if (words || every) numbers.push(text.split(/\s+/).filter(Boolean).length);
  if (characters || every) numbers.push([...text].length);
  return `${numbers.join(" ")}\n`;
}
