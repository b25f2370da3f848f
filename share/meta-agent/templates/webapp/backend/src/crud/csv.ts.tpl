<% if features.import_csv %>
import { HttpError } from "../http/errors.js";
import { validate } from "../http/validate.js";
<% end %>
import type { Entity } from "./entity.js";
<% if features.import_csv %>
import type { Field } from "./fields.js";
<% end %>
import type { Values } from "./repository.js";

/** Columns that every record has; an import passes over them. */
const BUILT_IN = ["id", "createdAt", "updatedAt"];
<% if features.export_csv %>

/** RFC 4180, with the fields' names in the first line. */
export function toCsv(entity: Entity, records: Values[]): string {
<% if joined %>
  const links = Object.keys(entity.links ?? {});
  const names = ["id", ...Object.keys(entity.fields), ...links, ...BUILT_IN.slice(1)];
<% else %>
  const names = ["id", ...Object.keys(entity.fields), ...BUILT_IN.slice(1)];
<% end %>
  const lines = records.map((record) => names.map((name) => toCell(record[name])));
  return [names, ...lines].map((cells) => `${cells.map(quote).join(",")}\r\n`).join("");
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  // A spreadsheet would take these for formulas.
  return typeof value === "string" && /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
<% end %>
<% if features.import_csv %>

/** The records of a CSV file, all of them valid; otherwise a 400 says what is wrong in which line. */
export function readCsv(entity: Entity, body: unknown): Values[] {
  const [names, ...lines] = parseCsv(typeof body === "string" ? body : "");
  if (!names) throw new HttpError(400, "The file is empty");
<% if joined %>
  const links = Object.keys(entity.links ?? {});
  const known = [...Object.keys(entity.fields), ...links, ...BUILT_IN];
<% else %>
  const known = [...Object.keys(entity.fields), ...BUILT_IN];
<% end %>
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new HttpError(400, `Unknown columns: ${unknown.join(", ")}`);

  return lines.map((cells, index) => {
    const input: Values = {};
    for (const [at, name] of names.entries()) {
      const field = entity.fields[name];
      if (field) input[name] = toValue(field, cells[at] ?? "");
<% if joined %>
      if (links.includes(name)) input[name] = parseJson(cells[at] || "[]");
<% end %>
    }
    return inLine(index + 2, () => validate(entity.input, input));
  });
}

function inLine<Result>(line: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const problems = Object.entries(error.fields ?? {}).map(([name, text]) => `${name}: ${text}`);
    throw new HttpError(400, `Line ${line}: ${problems.join("; ") || error.message}`);
  }
}

function toValue(field: Field, cell: string): unknown {
  const text = cell.replace(/^'(?=[=+@\t\r-])/, "");
  if (text === "") return null;
  switch (field.kind) {
    case "boolean":
      return /^(true|yes|1)$/i.test(text);
    case "integer":
    case "decimal":
    case "money":
<% if features.ratings %>
    case "rating":
<% end %>
    case "reference":
      return Number.isNaN(Number(text)) ? text : Number(text);
    case "json":
<% if features.tags %>
    case "tags":
<% end %>
      return parseJson(text);
    default:
      return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Lines of cells; quoted cells may hold commas, quotes and line ends. Empty lines are left out. */
export function parseCsv(source: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const text = source.replace(/^\uFEFF/, "");
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new HttpError(400, `Line ${lines.length + 1}: a quote is not closed`);
    const [, quoted, plain, end] = match;
    line.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") {
      if (cell.lastIndex === text.length) line.push("");
      continue;
    }
    if (line.some((value) => value !== "")) lines.push(line);
    line = [];
  }
  if (line.length > 0) lines.push(line);
  return lines;
}
<% end %>
