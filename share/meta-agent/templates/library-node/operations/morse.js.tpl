/* <%= op.summary %>. */
const codes = new Map([
  ["A", ".-"], ["B", "-..."], ["C", "-.-."], ["D", "-.."], ["E", "."], ["F", "..-."], ["G", "--."],
  ["H", "...."], ["I", ".."], ["J", ".---"], ["K", "-.-"], ["L", ".-.."], ["M", "--"], ["N", "-."],
  ["O", "---"], ["P", ".--."], ["Q", "--.-"], ["R", ".-."], ["S", "..."], ["T", "-"], ["U", "..-"],
  ["V", "...-"], ["W", ".--"], ["X", "-..-"], ["Y", "-.--"], ["Z", "--.."], ["0", "-----"], ["1", ".----"],
  ["2", "..---"], ["3", "...--"], ["4", "....-"], ["5", "....."], ["6", "-...."], ["7", "--..."],
  ["8", "---.."], ["9", "----."], [".", ".-.-.-"], [",", "--..--"], ["?", "..--.."], ["!", "-.-.--"],
  ["/", "-..-."], ["'", ".----."], ["-", "-....-"], ["(", "-.--."], [")", "-.--.-"], [":", "---..."],
  ["=", "-...-"], ["+", ".-.-."], ['"', ".-..-."], ["@", ".--.-."],
]);
const characters = new Map([...codes].map(([character, signs]) => [signs, character]));

/** Letters with a blank between, words with a slash; or the text that such signs stand for. */
export function morse(text, { decode = false } = {}) {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);
  return lines.map((line) => `${decode ? decoded(line) : encoded(line)}\n`).join("");
}

const wordsOf = (line) => line.split(/\s+/).filter(Boolean);

function encoded(line) {
  return wordsOf(line.toUpperCase())
    .map((word) => Array.from(word, (character) => known(codes, character)).join(" "))
    .join(" / ");
}

function decoded(line) {
  return wordsOf(line).map((signs) => (signs === "/" ? " " : known(characters, signs))).join("");
}

function known(table, key) {
  if (!table.has(key)) throw new RangeError(`Morse code has no ${key}`);
  return table.get(key);
}
