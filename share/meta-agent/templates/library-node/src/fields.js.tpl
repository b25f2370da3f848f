/** The fields of records: what a value may be, and how it is read from text. */

function fail(why) {
  throw new RangeError(why);
}

function matching(pattern, why) {
  return (text) => (pattern.test(text.trim()) ? text.trim() : fail(why));
}

const string = (text) => text.trim() || fail("must not be empty");
const address = matching(/^https?:\/\/[^\s/]+\S*$/, "must be an address such as https://example.com");

function number(text) {
  const value = Number(text.trim());
  return text.trim() !== "" && Number.isFinite(value) ? value : fail("must be a number");
}

function integer(text) {
  const value = number(text);
  return Number.isSafeInteger(value) ? value : fail("must be a whole number");
}

function money(text) {
  const value = number(text);
  return Number(value.toFixed(2)) === value ? value : fail("must have at most two decimal places");
}

function boolean(text) {
  const word = text.trim().toLowerCase();
  if (["true", "yes", "1", "on"].includes(word)) return true;
  return ["false", "no", "0", "off"].includes(word) ? false : fail("must be yes or no");
}

function date(text) {
  const value = text.trim();
  const moment = new Date(`${value}T00:00:00Z`);
  const real = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(moment.getTime());
  if (real && moment.toISOString().startsWith(value)) return value;
  return fail("must be a date such as 2026-01-15");
}

function moment(text) {
  const value = text.trim();
  const known = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) && !Number.isNaN(Date.parse(value));
  return known ? value : fail("must be a moment such as 2026-01-15T10:00");
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return fail("must be JSON");
  }
}

const types = {
  string: { of: "string", parse: string },
  text: { of: "string", parse: string },
  markdown: { of: "string", parse: string },
  enum: { of: "string", parse: string },
  integer: { of: "number", parse: integer },
  decimal: { of: "number", parse: number },
  money: { of: "number", parse: money },
  boolean: { of: "boolean", parse: boolean },
  date: { of: "string", parse: date },
  time: {
    of: "string",
    parse: matching(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, "must be a time such as 09:30"),
  },
  datetime: { of: "string", parse: moment },
  email: { of: "string", parse: matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "must be an e-mail address") },
  url: { of: "string", parse: address },
  image: { of: "string", parse: address },
  file: { of: "string", parse: address },
  phone: { of: "string", parse: matching(/^\+?[\d\s()./-]{3,30}$/, "must be a phone number") },
  json: { parse: json },
  reference: { of: "number", parse: integer },
};

/** The value that a text stands for. Throws RangeError with the reason. */
export function parseValue(field, text) {
  const value = types[field.type].parse(text);
  checkValue(field, value);
  return value;
}

/** Throws RangeError with the reason where the value must not be kept. */
export function checkValue(field, value) {
  if (value === undefined || value === null) {
    if (field.required) fail("is required");
    return;
  }
  const type = types[field.type];
  if (type.of && typeof value !== type.of) fail(`must be a ${type.of}`);
  if (field.values && !field.values.includes(value)) {
    fail(`must be one of ${field.values.join(", ")}`);
  }
  if (type.of === "string" || type.of === "number") type.parse(String(value));
}

/** The value for people. */
export function showValue(field, value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (field.type === "money") return value.toFixed(2);
  return field.type === "json" ? JSON.stringify(value) : String(value);
}
