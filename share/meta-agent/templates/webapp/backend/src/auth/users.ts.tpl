import type { Database, Row } from "../db/database.js";

<% if features.roles %>
export type Role = "admin" | "member";

<% end %>
export interface User {
  id: number;
  email: string;
  name: string;
<% if features.roles %>
  role: Role;
<% end %>
}

export interface Account extends User {
  passwordHash: string;
}

export function toUser(row: Row): User {
  return {
    id: Number(row["id"]),
    email: String(row["email"]),
    name: String(row["name"]),
<% if features.roles %>
    role: row["role"] as Role,
<% end %>
  };
}

export function findAccount(database: Database, email: string): Account | undefined {
  const row = database.get("SELECT * FROM users WHERE email = ?", email);
  return row && { ...toUser(row), passwordHash: String(row["password_hash"]) };
}

/** Gives nothing when the email address is taken. */
<% if features.roles %>
export function createUser(
  database: Database,
  account: Omit<Account, "id" | "role">,
): User | undefined {
  const { email, name, passwordHash } = account;
  const { changes, lastId } = database.run(
    `INSERT INTO users (email, name, password_hash, created_at, role)
     SELECT ?, ?, ?, ?, CASE WHEN EXISTS (SELECT 1 FROM users) THEN 'member' ELSE 'admin' END
     WHERE TRUE ON CONFLICT (email) DO NOTHING`,
    email,
    name,
    passwordHash,
    new Date().toISOString(),
  );
  return changes === 1 ? findUser(database, lastId) : undefined;
}

export function findUser(database: Database, id: number): User | undefined {
  const row = database.get("SELECT * FROM users WHERE id = ?", id);
  return row && toUser(row);
}

export function listUsers(database: Database): User[] {
  return database.all("SELECT * FROM users ORDER BY name COLLATE NOCASE, id").map(toUser);
}

/** False where that would leave no administrator. */
export function setRole(database: Database, id: number, role: Role): boolean {
  const { changes } = database.run(
    `UPDATE users SET role = ?1 WHERE id = ?2
     AND (?1 = 'admin' OR EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND id <> ?2))`,
    role,
    id,
  );
  return changes === 1;
}
<% else %>
export function createUser(database: Database, account: Omit<Account, "id">): User | undefined {
  const { email, name, passwordHash } = account;
  const { changes, lastId } = database.run(
    `INSERT INTO users (email, name, password_hash, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (email) DO NOTHING`,
    email,
    name,
    passwordHash,
    new Date().toISOString(),
  );
  return changes === 1 ? { id: lastId, email, name } : undefined;
}
<% end %>
