import type { Database, SqlValue } from "../db/database.js";

export type Action = "created" | "changed" | "deleted";

export interface Entry {
  id: number;
  at: string;
  action: Action;
  /** The path of the kind of record, its id, and what it was called. */
  path: string;
  recordId: number;
  title: string;
<% if features.auth %>
  userName: string;
<% end %>
}

/** Who has done what to which record; written in the transaction of the change itself. */
export function record(
  database: Database,
  entry: { action: Action; path: string; recordId: number; title: string; userId: number | null },
): void {
  database.run(
    "INSERT INTO audit_log (at, action, path, record_id, title, user_id) VALUES (?, ?, ?, ?, ?, ?)",
    new Date().toISOString(),
    entry.action,
    entry.path,
    entry.recordId,
    entry.title,
    entry.userId,
  );
}

/** The latest entries; with `userId` only what that user did. */
export function latest(database: Database, userId: number | null, limit: number): Entry[] {
<% if features.auth %>
  const parameters: SqlValue[] = userId === null ? [] : [userId];
  const rows = database.all(
    `SELECT audit_log.*, users.name AS user_name FROM audit_log
     LEFT JOIN users ON users.id = audit_log.user_id
     ${userId === null ? "" : "WHERE audit_log.user_id = ?"}
     ORDER BY audit_log.id DESC LIMIT ?`,
    ...parameters,
    limit,
  );
<% else %>
  const parameters: SqlValue[] = userId === null ? [limit] : [userId, limit];
  const rows = database.all(
    `SELECT * FROM audit_log ${userId === null ? "" : "WHERE user_id = ?"} ORDER BY id DESC LIMIT ?`,
    ...parameters,
  );
<% end %>
  return rows.map((row) => ({
    id: Number(row["id"]),
    at: String(row["at"]),
    action: row["action"] as Action,
    path: String(row["path"]),
    recordId: Number(row["record_id"]),
    title: String(row["title"]),
<% if features.auth %>
    userName: String(row["user_name"] ?? ""),
<% end %>
  }));
}
