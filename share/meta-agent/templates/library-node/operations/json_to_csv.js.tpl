/* <%= op.summary %>. */
/** Rows below the names of all members, in the order in which they first appear. */
export function jsonToCsv(text, { delimiter = "," } = {}) {
  if (delimiter.length !== 1) throw new RangeError("the delimiter must be one character");
  const objects = parse(text);
  if (!Array.isArray(objects) || objects.some((o) => o === null || typeof o !== "object")) {
    throw new RangeError("a list of objects is needed");
  }
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const rows = [names, ...objects.map((object) => names.map((name) => show(object[name])))];
  if (names.length === 0) return "";
  return rows.map((row) => `${row.map((text) => quote(text, delimiter)).join(delimiter)}\n`).join("");
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`this is no JSON: ${error.message}`);
  }
}

function show(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function quote(text, delimiter) {
  const needed = /["\r\n]/.test(text) || text.includes(delimiter);
  return needed ? `"${text.replaceAll('"', '""')}"` : text;
}
