import type { Database, Row, SqlValue } from "../db/database.js";
import { HttpError } from "../http/errors.js";
import type { Entity } from "./entity.js";

export type Values = Record<string, unknown>;
/** Values that columns must have for a row to be seen at all. */
export type Scope = Record<string, SqlValue>;

/** A part of a WHERE clause. */
export interface Condition {
  sql: string;
  parameters: SqlValue[];
}

export interface ListOptions {
  conditions?: Condition[];
<% if features.search %>
  search?: string | undefined;
<% end %>
<% if features.sort %>
  order?: { column: string; descending: boolean } | undefined;
<% end %>
<% if features.pagination %>
  limit?: number;
  offset?: number;
<% end %>
}

<% if features.search %>
/** How many words of a search are looked for. */
const MAX_WORDS = 20;

<% end %>
/** Reads and writes the rows of one entity. */
export class Repository {
  constructor(
    private readonly database: Database,
    private readonly entity: Entity,
  ) {}

  list(scope: Scope = {}, options: ListOptions = {}): Values[] {
    const { sql, parameters } = this.where(scope, options);
<% if features.sort %>
    const { column, descending } = options.order ?? { column: "id", descending: true };
    const order = `"${column}" IS NULL, "${column}" COLLATE NOCASE ${descending ? "DESC" : "ASC"}, id DESC`;
<% else %>
    const order = "id DESC";
<% end %>
    const rows = this.database.all(
<% if features.pagination %>
      `SELECT * FROM "${this.entity.table}" WHERE ${sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
      ...parameters,
      options.limit ?? -1,
      options.offset ?? 0,
<% else %>
      `SELECT * FROM "${this.entity.table}" WHERE ${sql} ORDER BY ${order}`,
      ...parameters,
<% end %>
    );
    return rows.map((row) => this.toRecord(row));
  }
<% if features.pagination %>

  count(scope: Scope = {}, options: ListOptions = {}): number {
    const { sql, parameters } = this.where(scope, options);
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
    const sql = `INSERT INTO "${this.entity.table}" (${columns.join(", ")}) VALUES (${marks.join(", ")})`;
<% if joined %>
    return this.database.transaction(() => {
      const { lastId } = this.write(sql, Object.values(row));
      this.writeLinks(lastId, input);
      return this.find(lastId, scope);
    });
<% else %>
    const { lastId } = this.write(sql, Object.values(row));
    return this.find(lastId, scope);
<% end %>
  }

  /** Gives every field a new value; fields that are absent become empty. */
  replace(id: number, input: Values, scope: Scope = {}): Values {
    return this.update(id, this.complete(input), scope);
  }

  /** Changes only the fields that are present. */
  update(id: number, changes: Values, scope: Scope = {}): Values {
    const last = Date.parse(String(this.find(id, scope)["updatedAt"]));
    // Always a later moment, as it is what tells two versions apart.
    const now = new Date(Math.max(Date.now(), last + 1)).toISOString();
    const row = { ...this.toRow(changes), updated_at: now };
    const assignments = Object.keys(row).map((column) => `"${column}" = ?`);
    const { sql, parameters } = this.where({ ...scope, id });
    const change = `UPDATE "${this.entity.table}" SET ${assignments.join(", ")} WHERE ${sql}`;
<% if joined %>
    return this.database.transaction(() => {
      this.write(change, [...Object.values(row), ...parameters]);
      const record = this.find(id, scope);
      this.writeLinks(id, changes);
      return { ...record, ...this.readLinks(id) };
    });
<% else %>
    this.write(change, [...Object.values(row), ...parameters]);
    return this.find(id, scope);
<% end %>
  }

  remove(id: number, scope: Scope = {}): void {
    const { sql, parameters } = this.where({ ...scope, id });
    const { changes } = this.database.run(
      `DELETE FROM "${this.entity.table}" WHERE ${sql}`,
      ...parameters,
    );
    if (changes === 0) throw new HttpError(404, `${this.entity.label} not found`);
  }

  private where(scope: Scope, options: ListOptions = {}): Condition {
    const conditions = [
      ...Object.entries(scope).map(([column, value]) => ({
        sql: `"${column}" = ?`,
        parameters: [value],
      })),
      ...(options.conditions ?? []),
<% if features.search %>
      ...this.matches(options.search),
<% end %>
    ];
    return {
      sql: conditions.map(({ sql }) => sql).join(" AND ") || "TRUE",
      parameters: conditions.flatMap(({ parameters }) => parameters),
    };
  }
<% if features.search %>

  /** Each word is somewhere, be it in different fields: "Ada Lovelace" is a first and a last name. */
  private matches(search = ""): Condition[] {
    const searched = Object.values(this.entity.fields).filter((field) => field.searchable);
    if (searched.length === 0) return [];
    const words = search.split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
    const sql = searched.map((field) => `"${field.column}" LIKE ? ESCAPE '\\'`).join(" OR ");
    return words.map((word) => {
      const pattern = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
      return { sql: `(${sql})`, parameters: searched.map(() => pattern) };
    });
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

<% if joined %>
  private writeLinks(id: number, values: Values): void {
    for (const [name, link] of Object.entries(this.entity.links ?? {})) {
      const ids = values[name];
      if (!Array.isArray(ids)) continue;
      this.database.run(`DELETE FROM "${link.table}" WHERE "${link.column}" = ?`, id);
      for (const other of new Set<number>(ids)) {
        const sql = `INSERT INTO "${link.table}" ("${link.column}", "${link.toColumn}") VALUES (?, ?)`;
        this.database.run(sql, id, other);
      }
    }
  }

  private readLinks(id: number): Values {
    const values: Values = {};
    for (const [name, { table, column, toColumn }] of Object.entries(this.entity.links ?? {})) {
      const sql = `SELECT "${toColumn}" AS id FROM "${table}" WHERE "${column}" = ? ORDER BY 1`;
      values[name] = this.database.all(sql, id).map((row) => row["id"]);
    }
    return values;
  }

<% end %>
  private complete(input: Values): Values {
<% if joined %>
    const links = Object.keys(this.entity.links ?? {}).map((name) => [name, input[name] ?? []]);
    const fields = Object.keys(this.entity.fields).map((name) => [name, input[name] ?? null]);
    return Object.fromEntries([...fields, ...links]);
<% else %>
    return Object.fromEntries(
      Object.keys(this.entity.fields).map((name) => [name, input[name] ?? null]),
    );
<% end %>
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
<% if joined %>
    Object.assign(record, this.readLinks(Number(row["id"])));
<% end %>
    return { ...record, createdAt: row["created_at"], updatedAt: row["updated_at"] };
  }
}
