import type { Database } from "./database.js";
import { migrations } from "./migrations.js";

/** Brings the schema up to date; every migration runs once, in order, and whole or not at all. */
export function migrate(database: Database): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      name TEXT PRIMARY KEY,
      applied_at TEXT NOT NULL
    ) STRICT
  `);
  for (const { name, sql } of migrations) {
    database.transaction(() => {
      if (database.get("SELECT name FROM schema_migrations WHERE name = ?", name)) return;
      database.exec(sql);
      database.run(
        "INSERT INTO schema_migrations (name, applied_at) VALUES (?, ?)",
        name,
        new Date().toISOString(),
      );
    });
  }
}
