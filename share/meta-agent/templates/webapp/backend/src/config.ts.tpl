import { existsSync } from "node:fs";
<% if features.upload %>
import { dirname, resolve } from "node:path";
<% else %>
import { resolve } from "node:path";
<% end %>
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Config {
  port: number;
  databasePath: string;
<% if features.upload %>
  filesDir: string;
<% end %>
  /** Whether an empty database is filled with examples. */
  seed: boolean;
  staticDir: string;
<% if features.auth %>
  sessionDays: number;
<% end %>
}

/** Reads the settings from the environment, and from `.env` where there is one. */
export function loadConfig(): Config {
  const envFile = resolve(root, ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);

  const databasePath = resolve(root, process.env["DATABASE_PATH"] || "data/<%= app.name %>.db");
  return {
    port: integer("PORT", 3000),
    databasePath,
<% if features.upload %>
    filesDir: resolve(dirname(databasePath), "files"),
<% end %>
    seed: process.env["SEED"] === "1",
    staticDir: resolve(root, "frontend/dist"),
<% if features.auth %>
    sessionDays: integer("SESSION_DAYS", 30),
<% end %>
  };
}

function integer(name: string, fallback: number): number {
  const text = process.env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${name} must be a whole number greater than zero, not "${text}"`);
  }
  return value;
}
