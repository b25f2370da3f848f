import type { Request } from "express";
<% if features.sort or features.ranged %>
import { HttpError } from "../http/errors.js";
<% end %>
import type { Entity } from "./entity.js";
<% if features.ranged %>
import type { Field } from "./fields.js";
<% end %>
<% if features.pagination %>
import { readPage } from "./page.js";
<% end %>
import type { Condition, ListOptions } from "./repository.js";

/** What the address of a list asks for. */
export function readQuery(entity: Entity, request: Request): ListOptions {
  return {
    conditions: readConditions(entity, request),
<% if features.search %>
    search: text(request, "q"),
<% end %>
<% if features.sort %>
    order: readOrder(entity, request),
<% end %>
<% if features.pagination %>
    ...readPage(request),
<% end %>
  };
}

<% if features.filter %>
/** `?status=open`, `?listId=3`, `?dueDateFrom=2026-01-01&dueDateTo=2026-01-31`. */
<% elif features.ranged %>
/** `?listId=3`, `?dueDateFrom=2026-01-01&dueDateTo=2026-01-31`. */
<% else %>
/** `?listId=3` and the like: only the records that refer to that one. */
<% end %>
function readConditions(entity: Entity, request: Request): Condition[] {
  const conditions: Condition[] = [];
  for (const [name, field] of Object.entries(entity.fields)) {
    const value = text(request, name);
    if (value && field.kind === "reference") {
      conditions.push({ sql: `"${field.column}" = ?`, parameters: [Number(value) || 0] });
    }
<% if features.tags %>
    if (value && field.kind === "tags") {
      const sql = `EXISTS (SELECT 1 FROM json_each("${field.column}") WHERE value = ? COLLATE NOCASE)`;
      conditions.push({ sql, parameters: [value] });
    }
<% end %>
<% if features.filter %>
    if (value && field.kind === "choice") {
      conditions.push({ sql: `"${field.column}" = ?`, parameters: [value] });
    }
    if (value && field.kind === "boolean") {
      conditions.push({ sql: `"${field.column}" = ?`, parameters: [value === "true" ? 1 : 0] });
    }
<% end %>
<% if features.ranged %>
    if (isOrdered(field)) {
      const from = text(request, `${name}From`);
      const to = text(request, `${name}To`);
      if (from) conditions.push(bound(field, `${name}From`, from, ">="));
      if (to) conditions.push(bound(field, `${name}To`, to, "<="));
    }
<% end %>
  }
<% if joined %>
  for (const [name, link] of Object.entries(entity.links ?? {})) {
    const value = text(request, name);
    if (!value) continue;
    const sql = `id IN (SELECT "${link.column}" FROM "${link.table}" WHERE "${link.toColumn}" = ?)`;
    conditions.push({ sql, parameters: [Number(value) || 0] });
  }
<% end %>
  return conditions;
}
<% if features.ranged %>

function isOrdered(field: Field): boolean {
  return ["integer", "decimal", "money", "date", "dateTime", "time"].includes(field.kind);
}

function bound(field: Field, name: string, value: string, operator: ">=" | "<="): Condition {
  const isNumber = ["integer", "decimal", "money"].includes(field.kind);
  const number = Number(value);
  const problem = isNumber ? "Must be a number" : "Must be a date or a time";
  if (isNumber ? !Number.isFinite(number) : !/^\d\d/.test(value)) {
    throw new HttpError(400, `${name}: ${problem}`, { [name]: problem });
  }
  // "2026-01-31" as the end of a range takes in that day's moments.
  const last = field.kind === "dateTime" && operator === "<=" ? `${value}\uffff` : value;
  const parameter = field.kind === "money" ? Math.round(number * 100) : isNumber ? number : last;
  return { sql: `"${field.column}" ${operator} ?`, parameters: [parameter] };
}
<% end %>
<% if features.sort %>

/** `?sort=title`, or `?sort=-title` for the other direction. */
function readOrder(entity: Entity, request: Request): ListOptions["order"] {
  const sort = text(request, "sort");
  if (!sort) return undefined;
  const name = sort.replace(/^-/, "");
  const column = columns(entity).get(name);
  if (!column) {
    throw new HttpError(400, `sort: There is no field ${name}`, { sort: "Unknown field" });
  }
  return { column, descending: sort.startsWith("-") };
}

function columns(entity: Entity): Map<string, string> {
  const fields = Object.entries(entity.fields).map(([name, { column }]) => [name, column] as const);
  return new Map([...fields, ["createdAt", "created_at"], ["updatedAt", "updated_at"]]);
}

<% end %>
function text(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === "string" ? value.trim() : undefined;
}
