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

/** How many of a file's wrong lines are told of. */
const PROBLEMS_MAX = 10;

interface Line {
  /** Where it begins in the file, from 1. */
  number: number;
  cells: string[];
}

/**
 * Adds the records of a CSV file, and gives their number; a 400 says what is wrong in which lines.
 * Where it throws, some may have been added: it is for a transaction.
 */
export function importCsv(entity: Entity, body: unknown, add: (input: Values) => void): number {
  const [head, ...lines] = parseCsv(typeof body === "string" ? body : "");
  if (!head) throw new HttpError(400, "The file is empty");
  const names = head.cells;
<% if joined %>
  const links = Object.keys(entity.links ?? {});
  const known = [...Object.keys(entity.fields), ...links, ...BUILT_IN];
<% else %>
  const known = [...Object.keys(entity.fields), ...BUILT_IN];
<% end %>
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new HttpError(400, `Unknown columns: ${unknown.join(", ")}`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new HttpError(400, `There are two columns ${twice}`);

  const toInput = ({ cells }: Line) => {
    if (cells.length > names.length) throw new HttpError(400, "There are more cells than columns");
    const input: Values = {};
    for (const [at, name] of names.entries()) {
      const field = entity.fields[name];
      if (field) input[name] = toValue(field, cells[at] ?? "");
<% if joined %>
      if (links.includes(name)) input[name] = parseJson(cells[at] || "[]");
<% end %>
    }
    return validate(entity.input, input);
  };
  const problems = lines.flatMap((line) => problemOf(line, () => add(toInput(line))));
  if (problems.length === 0) return lines.length;
  const more = problems.length - PROBLEMS_MAX;
  const shown = problems.slice(0, PROBLEMS_MAX);
  throw new HttpError(400, [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"));
}

function problemOf(line: Line, work: () => void): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const fields = Object.entries(error.fields ?? {}).map(([name, text]) => `${name}: ${text}`);
    return [`Line ${line.number}: ${fields.join("; ") || error.message}`];
  }
}

function toValue(field: Field, cell: string): unknown {
  const text = cell.replace(/^'(?=[=+@\t\r-])/, "");
<% if defaults %>
  if (text === "") return field.default === undefined ? null : undefined;
<% else %>
  if (text === "") return null;
<% end %>
  switch (field.kind) {
    case "boolean":
      if (/^(true|yes|1)$/i.test(text)) return true;
      return /^(false|no|0)$/i.test(text) ? false : text;
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
export function parseCsv(source: string): Line[] {
  const lines: Line[] = [];
  let number = 1;
  let line: Line = { number, cells: [] };
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const text = source.replace(/^\uFEFF/, "");
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new HttpError(400, `Line ${number}: a quote is not closed`);
    const [whole, quoted, plain, end] = match;
    number += whole.split("\n").length - 1;
    line.cells.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") {
      if (cell.lastIndex === text.length) line.cells.push("");
      continue;
    }
    if (line.cells.some((value) => value !== "")) lines.push(line);
    line = { number, cells: [] };
  }
  if (line.cells.length > 0) lines.push(line);
  return lines;
}
<% end %>
