import type { Database, Row, SqlValue } from "../db/database.js";
import { HttpError } from "../http/errors.js";
import type { Entity } from "./entity.js";

export type Values = Record<string, unknown>;
/** Values that columns must have for a row to be seen at all. */
export type Scope = Record<string, SqlValue>;
<% if features.search or features.pagination %>

export interface ListOptions {
<% if features.search %>
  search?: string;
<% end %>
<% if features.pagination %>
  limit?: number;
  offset?: number;
<% end %>
}
<% end %>

/** Reads and writes the rows of one entity. */
export class Repository {
  constructor(
    private readonly database: Database,
    private readonly entity: Entity,
  ) {}

<% if features.search or features.pagination %>
  list(scope: Scope = {}, options: ListOptions = {}): Values[] {
    const { sql, parameters } = this.where(scope<% if features.search %>, options.search<% end %>);
    const rows = this.database.all(
<% if features.pagination %>
      `SELECT * FROM "${this.entity.table}" WHERE ${sql} ORDER BY id DESC LIMIT ? OFFSET ?`,
      ...parameters,
      options.limit ?? -1,
      options.offset ?? 0,
<% else %>
      `SELECT * FROM "${this.entity.table}" WHERE ${sql} ORDER BY id DESC`,
      ...parameters,
<% end %>
    );
    return rows.map((row) => this.toRecord(row));
  }
<% else %>
  list(scope: Scope = {}): Values[] {
    const { sql, parameters } = this.where(scope);
    const rows = this.database.all(
      `SELECT * FROM "${this.entity.table}" WHERE ${sql} ORDER BY id DESC`,
      ...parameters,
    );
    return rows.map((row) => this.toRecord(row));
  }
<% end %>
<% if features.pagination %>

  count(scope: Scope = {}<% if features.search %>, search?: string<% end %>): number {
    const { sql, parameters } = this.where(scope<% if features.search %>, search<% end %>);
    const row = this.database.get(
      `SELECT count(*) AS total FROM "${this.entity.table}" WHERE ${sql}`,
      ...parameters,
    );
    return Number(row?.["total"]);
  }
<% end %>

  find(id: number, scope: Scope = {}): Values {
    const { sql, parameters } = this.where({ ...scope, id });
    const row = this.database.get(
      `SELECT * FROM "${this.entity.table}" WHERE ${sql}`,
      ...parameters,
    );
    if (!row) throw new HttpError(404, `${this.entity.label} not found`);
    return this.toRecord(row);
  }

  create(input: Values, scope: Scope = {}): Values {
    const now = new Date().toISOString();
    const row = { ...this.toRow(this.complete(input)), ...scope, created_at: now, updated_at: now };
    const columns = Object.keys(row).map((column) => `"${column}"`);
    const marks = columns.map(() => "?");
    const { lastId } = this.write(
      `INSERT INTO "${this.entity.table}" (${columns.join(", ")}) VALUES (${marks.join(", ")})`,
      Object.values(row),
    );
    return this.find(lastId, scope);
  }

  /** Gives every field a new value; fields that are absent become empty. */
  replace(id: number, input: Values, scope: Scope = {}): Values {
    return this.update(id, this.complete(input), scope);
  }

  /** Changes only the fields that are present. */
  update(id: number, changes: Values, scope: Scope = {}): Values {
    const row = { ...this.toRow(changes), updated_at: new Date().toISOString() };
    const assignments = Object.keys(row).map((column) => `"${column}" = ?`);
    const { sql, parameters } = this.where({ ...scope, id });
    this.write(`UPDATE "${this.entity.table}" SET ${assignments.join(", ")} WHERE ${sql}`, [
      ...Object.values(row),
      ...parameters,
    ]);
    return this.find(id, scope);
  }

  remove(id: number, scope: Scope = {}): void {
    const { sql, parameters } = this.where({ ...scope, id });
    const { changes } = this.database.run(
      `DELETE FROM "${this.entity.table}" WHERE ${sql}`,
      ...parameters,
    );
    if (changes === 0) throw new HttpError(404, `${this.entity.label} not found`);
  }

<% if features.search %>
  private where(scope: Scope, search = "") {
    const conditions = Object.keys(scope).map((column) => `"${column}" = ?`);
    const parameters = Object.values(scope);
    const searched = Object.values(this.entity.fields).filter((field) => field.searchable);
    if (search && searched.length > 0) {
      const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
      const matches = searched.map((field) => `"${field.column}" LIKE ? ESCAPE '\\'`);
      conditions.push(`(${matches.join(" OR ")})`);
      parameters.push(...searched.map(() => pattern));
    }
    return { sql: conditions.join(" AND ") || "TRUE", parameters };
  }
<% else %>
  private where(scope: Scope) {
    const conditions = Object.keys(scope).map((column) => `"${column}" = ?`);
    return { sql: conditions.join(" AND ") || "TRUE", parameters: Object.values(scope) };
  }
<% end %>

  private write(sql: string, parameters: SqlValue[]) {
    try {
      return this.database.run(sql, ...parameters);
    } catch (error) {
      throw this.conflict(error) ?? error;
    }
  }

  /** A violated unique index becomes a 409 that names the field. */
  private conflict(error: unknown): HttpError | undefined {
    const message = error instanceof Error ? error.message : "";
    const column = /UNIQUE constraint failed: .*\.(\w+)$/.exec(message)?.[1];
    for (const [name, field] of Object.entries(this.entity.fields)) {
      if (field.column === column) {
        const text = `Another ${this.entity.label.toLowerCase()} has this value`;
        return new HttpError(409, text, { [name]: text });
      }
    }
    return undefined;
  }

  private complete(input: Values): Values {
    return Object.fromEntries(
      Object.keys(this.entity.fields).map((name) => [name, input[name] ?? null]),
    );
  }

  private toRow(values: Values): Row {
    const row: Row = {};
    for (const [name, field] of Object.entries(this.entity.fields)) {
      if (values[name] !== undefined) row[field.column] = field.toDatabase(values[name]);
    }
    return row;
  }

  private toRecord(row: Row): Values {
    const record: Values = { id: row["id"] };
    for (const [name, field] of Object.entries(this.entity.fields)) {
      record[name] = field.fromDatabase(row[field.column] ?? null);
    }
    return { ...record, createdAt: row["created_at"], updatedAt: row["updated_at"] };
  }
}
