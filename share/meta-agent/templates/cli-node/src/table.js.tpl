/** Records as people and other programs read them. */
import { showValue } from "./fields.js";

const long = ["text", "markdown", "json"];
const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text for a terminal: its control characters, but for those that are kept, are spelled out. */
export function visible(text, kept = "") {
  return String(text).replace(/[\p{Cc}\p{Bidi_Control}]/gu, (c) => (kept.includes(c) ? c : (short[c] ?? spelled(c))));
}

function spelled(character) {
  const hex = character.codePointAt(0).toString(16);
  return hex.length > 2 ? `\\u${hex.padStart(4, "0")}` : `\\x${hex.padStart(2, "0")}`;
}

/** A line for each record, columns aligned; long texts are left to `show`. */
export function asTable(model, records) {
  if (records.length === 0) return `no ${model.labels.toLowerCase()}\n`;
  const fields = model.fields.filter((field) => !long.includes(field.type));
  const rows = [["ID", ...fields.map((field) => field.label)]];
  for (const record of records) {
    rows.push([String(record.id), ...fields.map((field) => visible(showValue(field, record[field.name])))]);
  }
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => width(row[at]))));
  return rows.map((row) => `${row.map((cell, at) => pad(cell, widths[at])).join("  ").trimEnd()}\n`).join("");
}

/** A line for each field. */
export function asDetails(model, record) {
  const rows = [["ID", String(record.id)]];
  for (const field of model.fields) rows.push([field.label, showValue(field, record[field.name])]);
  const longest = Math.max(...rows.map(([label]) => width(label))) + 1;
  return rows
    .map(([label, value]) => `${pad(`${label}:`, longest)} ${visible(value, "\n\t")}`.trimEnd())
    .map((line) => `${line}\n`)
    .join("");
}

export function asJson(records) {
  return `${JSON.stringify(records, null, 2)}\n`;
}

export function asCsv(model, records) {
  const rows = [["id", ...model.fields.map((field) => field.name)]];
  for (const record of records) {
    rows.push([record.id, ...model.fields.map((field) => showValue(field, record[field.name]))]);
  }
  return rows.map((row) => `${row.map(quote).join(",")}\n`).join("");
}

function quote(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function width(text) {
  return [...text].length;
}

function pad(text, columns) {
  return text + " ".repeat(Math.max(columns - width(text), 0));
}
