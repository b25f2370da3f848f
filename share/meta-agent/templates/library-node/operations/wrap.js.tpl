/* <%= op.summary %>. */
const wide = (text) => Array.from(text).length;

/** Paragraphs with lines that are no wider, where no word is; empty lines stay. */
export function wrap(text, { width = 72 } = {}) {
  if (!(width >= 1)) throw new RangeError("the width must be 1 or more");
  const lines = [];
  let current = "";
  const end = () => {
    if (current !== "") lines.push(current);
    current = "";
  };
  for (const line of text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined)) {
    if (line === "") {
      end();
      lines.push("");
    }
    for (const word of line.split(/\s+/).filter(Boolean)) {
      if (current !== "" && wide(current) + 1 + wide(word) > width) end();
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  end();
  return lines.map((line) => `${line}\n`).join("");
}
