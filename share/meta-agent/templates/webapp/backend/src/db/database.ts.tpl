import { createRequire } from "node:module";

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

/** The few things that the application asks of its SQLite driver. */
export interface Database {
  all(sql: string, ...parameters: SqlValue[]): Row[];
  get(sql: string, ...parameters: SqlValue[]): Row | undefined;
  run(sql: string, ...parameters: SqlValue[]): { changes: number; lastId: number };
  exec(sql: string): void;
  /** Runs `work` in a transaction that is rolled back when it throws; within another it is a part of that. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

interface Driver {
  prepare(sql: string): {
    all(...parameters: SqlValue[]): unknown[];
    get(...parameters: SqlValue[]): unknown;
    run(...parameters: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  };
  exec(sql: string): unknown;
  close(): void;
}

type DriverClass = new (path: string) => Driver;

/** Node's own SQLite where this version of Node has it, libsql elsewhere. */
function loadDriver(): DriverClass {
  const builtin: unknown = process.getBuiltinModule("node:sqlite");
  if (builtin) return (builtin as { DatabaseSync: DriverClass }).DatabaseSync;
  return createRequire(import.meta.url)("libsql") as DriverClass;
}

export function openDatabase(path: string): Database {
  const driver = new (loadDriver())(path);
  driver.exec("PRAGMA journal_mode = WAL");
  driver.exec("PRAGMA busy_timeout = 5000");
  driver.exec("PRAGMA foreign_keys = ON");
  let open = false;

  return {
    all(sql, ...parameters) {
      const rows = driver.prepare(sql).all(...parameters);
      return rows.map(toRow);
    },
    get(sql, ...parameters) {
      const row = driver.prepare(sql).get(...parameters);
      return row === undefined ? undefined : toRow(row);
    },
    run(sql, ...parameters) {
      const result = driver.prepare(sql).run(...parameters);
      return { changes: Number(result.changes), lastId: Number(result.lastInsertRowid) };
    },
    exec: (sql) => void driver.exec(sql),
    transaction(work) {
      if (open) return work();
      driver.exec("BEGIN IMMEDIATE");
      open = true;
      try {
        const result = work();
        driver.exec("COMMIT");
        return result;
      } catch (error) {
        driver.exec("ROLLBACK");
        throw error;
      } finally {
        open = false;
      }
    },
    close: () => driver.close(),
  };
}

/** libsql adds a `_metadata` key to its rows. */
function toRow(row: unknown): Row {
  const { _metadata, ...columns } = row as Row;
  return columns;
}
