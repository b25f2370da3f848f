import { z } from "zod";
import type { SqlValue } from "../db/database.js";
<% if features.upload %>
import { fileAddress, imageAddress } from "../files/store.js";
<% end %>

export type Kind =
  | "text"
  | "choice"
  | "boolean"
  | "integer"
  | "decimal"
  | "money"
  | "date"
  | "dateTime"
  | "time"
  | "json"
<% if features.tags %>
  | "tags"
<% end %>
<% if features.ratings %>
  | "rating"
<% end %>
  | "reference";

/** One field of an entity: how its input is checked and how it is kept in its column. */
export interface Field {
  kind: Kind;
  column: string;
  required: boolean;
  rule: z.ZodType;
  toDatabase(value: unknown): SqlValue;
  fromDatabase(value: SqlValue): unknown;
  /** Whether a search looks into it. */
  searchable?: boolean;
  /** The entity that a reference points to. */
  target?: { table: string; label: string };
<% if features.upload %>
  /** Whether its value may be the address of an uploaded file. */
  keepsFile?: boolean;
<% end %>
  /** The values of a choice. */
  values?: readonly string[];
<% if defaults %>
  default?: Default;
<% end %>
}

<% if defaults %>
/** What a record has where it was given nothing; a function is asked when the record is made. */
export type Default = string | number | boolean | (() => string);

<% end %>
interface Options {
  required?: boolean;
<% if defaults %>
  default?: Default;
<% end %>
}

function define(kind: Kind, column: string, rule: z.ZodType, options: Options): Field {
  return {
    kind,
    column,
    required: options.required ?? false,
    rule: options.required ? rule : rule.nullish(),
    toDatabase: (value) => (value ?? null) as SqlValue,
    fromDatabase: (value) => value,
<% if defaults %>
    ...(options.default !== undefined && { default: options.default }),
<% end %>
  };
}
<% if todays %>

/** The day that it is, in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
<% end %>
<% if moments %>

export function now(): string {
  return new Date().toISOString();
}
<% end %>

function defineText(column: string, rule: z.ZodType, options: Options): Field {
  return { ...define("text", column, rule, options), searchable: true };
}

function characters(max: number) {
  return z
    .string("Must be text")
    .trim()
    .min(1, "Must not be empty")
    .max(max, `Must be at most ${max} characters long`)
    .refine((value) => !value.includes("\0"), "Must not contain a NUL character");
}

export function string(column: string, options: Options = {}): Field {
  return defineText(column, characters(200), options);
}

export function text(column: string, options: Options = {}): Field {
  return defineText(column, characters(20_000), options);
}

export function email(column: string, options: Options = {}): Field {
  return defineText(column, z.email("Must be an email address").max(254), options);
}

export function phone(column: string, options: Options = {}): Field {
  const rule = z.string("Must be a phone number").trim();
  return defineText(column, rule.regex(/^\+?[\d ()/.-]{3,30}$/, "Must be a phone number"), options);
}

const webAddress = z
  .url({ protocol: /^https?$/, error: "Must be a web address such as https://example.com" })
  .max(2000);

export function url(column: string, options: Options = {}): Field {
  return defineText(column, webAddress, options);
}
<% if features.upload %>

/** A file that was uploaded, or the address of one elsewhere. */
export function file(column: string, options: Options = {}): Field {
  const rule = z.union([z.string().regex(fileAddress), webAddress], "Must be a file or a web address");
  return { ...define("text", column, rule, options), keepsFile: true };
}

export function image(column: string, options: Options = {}): Field {
  const rule = z.union([z.string().regex(imageAddress), webAddress], "Must be an image or a web address");
  return { ...define("text", column, rule, options), keepsFile: true };
}
<% end %>

export function oneOf(column: string, options: Options & { values: readonly string[] }): Field {
  const { values } = options;
  const rule = z.enum(values, `Must be one of: ${values.join(", ")}`);
  return { ...define("choice", column, rule, options), values };
}

export function integer(column: string, options: Options = {}): Field {
  return define("integer", column, z.int("Must be a whole number"), options);
}

export function decimal(column: string, options: Options = {}): Field {
  return define("decimal", column, z.number("Must be a number"), options);
}

/** An amount with two decimals, kept as a whole number of cents. */
export function money(column: string, options: Options = {}): Field {
  const rule = z
    .number("Must be an amount")
    .multipleOf(0.01, "Must have at most two decimals")
    .min(-1e12, "Is too small")
    .max(1e12, "Is too large");
  return {
    ...define("money", column, rule, options),
    toDatabase: (value) => (typeof value === "number" ? Math.round(value * 100) : null),
    fromDatabase: (value) => (typeof value === "number" ? value / 100 : null),
  };
}

export function boolean(column: string<% if defaults %>, options: Options = {}<% end %>): Field {
  return {
    ...define("boolean", column, z.boolean("Must be true or false"), <% if defaults %>options<% else %>{}<% end %>),
    toDatabase: (value) => (value ? 1 : 0),
    fromDatabase: (value) => value === 1,
  };
}

export function date(column: string, options: Options = {}): Field {
  return define("date", column, z.iso.date("Must be a date such as 2026-01-31"), options);
}

export function dateTime(column: string, options: Options = {}): Field {
  const rule = z.iso.datetime("Must be a moment in UTC such as 2026-01-31T09:30:00Z");
  return define("dateTime", column, rule, options);
}

export function time(column: string, options: Options = {}): Field {
  return define("time", column, z.iso.time("Must be a time such as 09:30"), options);
}

export function json(column: string, options: Options = {}): Field {
  return {
    ...define("json", column, z.json(), options),
    toDatabase: (value) => (value === undefined || value === null ? null : JSON.stringify(value)),
    fromDatabase: (value) => (typeof value === "string" ? JSON.parse(value) : null),
  };
}

<% if features.tags %>
/** Words that a record is found by, kept as a JSON list. */
export function tags(column: string): Field {
  const rule = z
    .array(characters(50), "Must be a list of words")
    .max(20, "Must be at most 20")
    .transform((words) => [...new Set(words)]);
  return {
    ...define("tags", column, rule, {}),
    toDatabase: (value) => JSON.stringify(value ?? []),
    fromDatabase: (value) => (typeof value === "string" ? JSON.parse(value) : []),
    searchable: true,
  };
}

<% end %>
<% if features.ratings %>
/** One to five stars. */
export function rating(column: string, options: Options = {}): Field {
  const rule = z.int("Must be 1 to 5 stars").min(1, "Must be 1 to 5 stars").max(5, "Must be 1 to 5 stars");
  return define("rating", column, rule, options);
}

<% end %>
export function reference(
  column: string,
  options: Options & { table: string; label: string },
): Field {
  const { table, label } = options;
  const rule = z.int("Must be an id").positive("Must be an id");
  return { ...define("reference", column, rule, options), target: { table, label } };
}
