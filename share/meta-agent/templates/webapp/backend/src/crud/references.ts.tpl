import type { Database } from "../db/database.js";
import { type FieldErrors, HttpError } from "../http/errors.js";
import type { Entity } from "./entity.js";
<% if features.auth %>
import type { Scope, Values } from "./repository.js";

/** Refuses references to records that do not exist, or that this user may not see. */
<% else %>
import type { Values } from "./repository.js";

/** Refuses references to records that do not exist. */
<% end %>
export function checkReferences(
  database: Database,
  entity: Entity,
  input: Values,
<% if features.auth %>
  scope: Scope,
<% end %>
  ownId?: number,
): void {
  const errors: FieldErrors = {};
  for (const [name, { target }] of Object.entries(entity.fields)) {
    const id = input[name];
    if (!target || typeof id !== "number") continue;
    if (target.table === entity.table && id === ownId) {
      errors[name] = "Must not refer to itself";
<% if features.auth %>
    } else if (!exists(database, target.table, { ...scope, id })) {
<% else %>
    } else if (!database.get(`SELECT id FROM "${target.table}" WHERE id = ?`, id)) {
<% end %>
      errors[name] = `${target.label} not found`;
    }
  }
<% if joined %>
  for (const [name, { toTable, label }] of Object.entries(entity.links ?? {})) {
    const ids = input[name];
    for (const id of Array.isArray(ids) ? (ids as number[]) : []) {
<% if features.auth %>
      if (!exists(database, toTable, { ...scope, id })) errors[name] = `${label} not found`;
<% else %>
      const found = database.get(`SELECT id FROM "${toTable}" WHERE id = ?`, id);
      if (!found) errors[name] = `${label} not found`;
<% end %>
    }
  }
<% end %>
  if (Object.keys(errors).length > 0) {
    throw new HttpError(400, "Please correct the marked fields", errors);
  }
}
<% if features.auth %>

function exists(database: Database, table: string, scope: Scope): boolean {
  const conditions = Object.keys(scope).map((column) => `"${column}" = ?`);
  const sql = `SELECT id FROM "${table}" WHERE ${conditions.join(" AND ")}`;
  return database.get(sql, ...Object.values(scope)) !== undefined;
}
<% end %>
