import type { Database, Row } from "../db/database.js";

export interface User {
  id: number;
  email: string;
  name: string;
}

export interface Account extends User {
  passwordHash: string;
}

export function toUser(row: Row): User {
  return { id: Number(row["id"]), email: String(row["email"]), name: String(row["name"]) };
}

export function findAccount(database: Database, email: string): Account | undefined {
  const row = database.get("SELECT * FROM users WHERE email = ?", email);
  return row && { ...toUser(row), passwordHash: String(row["password_hash"]) };
}

/** Gives nothing when the email address is taken. */
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
