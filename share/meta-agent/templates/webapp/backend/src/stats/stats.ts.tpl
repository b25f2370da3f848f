import type { Entity } from "../crud/entity.js";
import type { Scope } from "../crud/repository.js";
import type { Database, SqlValue } from "../db/database.js";

const MONTHS = 6;

export interface Count {
  label: string;
  count: number;
}

/** What the dashboard shows of one kind of record. */
export interface EntityStats {
  path: string;
  total: number;
  /** How many were added in each of the last months, the oldest first: "2026-01". */
  months: Count[];
  /** How often each value of a choice, or "true" and "false", occurs, by the field's name. */
  choices: Record<string, Count[]>;
  /** The sum of each amount of money, by the field's name. */
  sums: Record<string, number>;
}

export function entityStats(database: Database, entity: Entity, scope: Scope, now = new Date()): EntityStats {
  const columns = Object.keys(scope).map((column) => `"${column}" = ?`);
  const where = columns.join(" AND ") || "TRUE";
  const parameters: SqlValue[] = Object.values(scope);
  const counts = (expression: string): Map<string, number> => {
    const rows = database.all(
      `SELECT ${expression} AS label, count(*) AS count FROM "${entity.table}" WHERE ${where} GROUP BY 1`,
      ...parameters,
    );
    return new Map(rows.map((row) => [String(row["label"]), Number(row["count"])]));
  };

  const byMonth = counts("substr(created_at, 1, 7)");
  const choices: Record<string, Count[]> = {};
  const sums: Record<string, number> = {};
  for (const [name, { kind, column, values = [] }] of Object.entries(entity.fields)) {
    if (kind === "choice") {
      const found = counts(`"${column}"`);
      choices[name] = values.map((label) => ({ label, count: found.get(label) ?? 0 }));
<% if features.ratings %>
    } else if (kind === "rating") {
      const found = counts(`"${column}"`);
      choices[name] = ["5", "4", "3", "2", "1"].map((label) => ({
        label,
        count: found.get(label) ?? 0,
      }));
<% end %>
    } else if (kind === "boolean") {
      const found = counts(`"${column}"`);
      choices[name] = ["true", "false"].map((label) => ({
        label,
        count: found.get(label === "true" ? "1" : "0") ?? 0,
      }));
    } else if (kind === "money") {
      const sql = `SELECT total("${column}") AS sum FROM "${entity.table}" WHERE ${where}`;
      sums[name] = Number(database.get(sql, ...parameters)?.["sum"]) / 100;
    }
  }
  return {
    path: entity.path,
    total: [...byMonth.values()].reduce((sum, count) => sum + count, 0),
    months: lastMonths(now).map((label) => ({ label, count: byMonth.get(label) ?? 0 })),
    choices,
    sums,
  };
}

function lastMonths(now: Date): string[] {
  return Array.from({ length: MONTHS }, (_, index) => {
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - MONTHS + 1 + index));
    return first.toISOString().slice(0, 7);
  });
}
