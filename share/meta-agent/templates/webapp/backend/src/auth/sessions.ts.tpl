import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../db/database.js";
import { toUser, type User } from "./users.js";

const DAY = 24 * 60 * 60 * 1000;

/** Only the hash of a token is stored, so that a copy of the database opens no account. */
function hash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function createSession(database: Database, userId: number, days: number): string {
  const now = Date.now();
  const token = randomBytes(32).toString("base64url");
  database.run("DELETE FROM auth_sessions WHERE expires_at <= ?", new Date(now).toISOString());
  database.run(
    "INSERT INTO auth_sessions (token_hash, user_id, expires_at) VALUES (?, ?, ?)",
    hash(token),
    userId,
    new Date(now + days * DAY).toISOString(),
  );
  return token;
}

export function findSessionUser(database: Database, token: string): User | undefined {
  const row = database.get(
    `SELECT users.* FROM auth_sessions
     JOIN users ON users.id = auth_sessions.user_id
     WHERE token_hash = ? AND expires_at > ?`,
    hash(token),
    new Date().toISOString(),
  );
  return row && toUser(row);
}

export function deleteSession(database: Database, token: string): void {
  database.run("DELETE FROM auth_sessions WHERE token_hash = ?", hash(token));
}
