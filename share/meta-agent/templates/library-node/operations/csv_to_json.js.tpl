/* <%= op.summary %>. */
/** A list of objects, named by the first row. */
export function csvToJson(text, { delimiter = "," } = {}) {
  if (delimiter.length !== 1) throw new RangeError("the delimiter must be one character");
  const [names = [], ...rows] = readRows(text, delimiter);
  const objects = rows.map((row, at) => {
    if (row.length !== names.length) {
      throw new RangeError(`row ${at + 2} has ${row.length} columns, not ${names.length}`);
    }
    return Object.fromEntries(names.map((name, column) => [name, row[column]]));
  });
  return `${JSON.stringify(objects, null, 2)}\n`;
}

/** The rows of CSV; those without anything are left out. */
function readRows(text, delimiter) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  const endRow = () => {
    if (row.length > 0 || cell !== "") rows.push([...row, cell]);
    row = [];
    cell = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted && character === '"' && text[at + 1] === '"') cell += text[(at += 1)];
    else if (character === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (quoted) cell += character;
    else if (character === delimiter) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") endRow();
    else if (character !== "\r") cell += character;
  }
  endRow();
  return rows;
}
