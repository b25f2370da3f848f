import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import request from "supertest";
import { expect, it } from "vitest";
import { createApp } from "../src/app.js";
import { openDatabase } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";
import { migrations } from "../src/db/migrations.js";
import { startApp } from "./support.js";

<% if features.auth %>
const client = startApp().stranger;
<% else %>
const { client } = startApp();
<% end %>

it("reports its health", async () => {
  const response = await client.get("/health").expect(200);
  expect(response.body).toEqual({ status: "ok" });
});

it("answers unknown paths with 404 and JSON", async () => {
  const response = await client.get("/no-such-thing").expect(404);
  expect(response.body).toEqual({ error: "Not found" });
});

it("answers malformed JSON with 400", async () => {
  const path = <% if features.auth %>"/auth/login"<% else %>"/no-such-thing"<% end %>;
  const response = await client.post(path).type("json").send("{ not json").expect(400);
  expect(response.body).toEqual({ error: "The request is malformed" });
});

it("sends security headers and does not name its framework", async () => {
  const { headers } = await client.get("/health");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["content-security-policy"]).toContain("default-src 'self'");
  expect(headers["cache-control"]).toBe("private, no-cache");
  expect(headers["x-powered-by"]).toBeUndefined();
});

it("serves the front end, and its start page wherever the front end has a page", async () => {
  const staticDir = mkdtempSync(join(tmpdir(), "static-"));
  mkdirSync(join(staticDir, "assets"));
  writeFileSync(join(staticDir, "index.html"), "<p>The app</p>");
  writeFileSync(join(staticDir, "assets", "app.js"), "start()");
  const app = createApp({ database: openDatabase(":memory:"), staticDir });

  expect((await request(app).get("/").expect(200)).text).toBe("<p>The app</p>");
  expect((await request(app).get("/some/page").expect(200)).text).toBe("<p>The app</p>");
  await request(app).get("/assets/app.js").expect(200);
  await request(app).get("/assets/missing.js").expect(404);
  await request(app).get("/api/missing").expect(404);
  rmSync(staticDir, { recursive: true });
});

it("applies every migration exactly once", () => {
  const database = openDatabase(":memory:");
  migrate(database);
  migrate(database);
  const rows = database.all("SELECT name FROM schema_migrations");
  expect(rows).toHaveLength(migrations.length);
  database.close();
});

it("rolls a failed transaction back", () => {
  const database = openDatabase(":memory:");
  database.exec("CREATE TABLE notes (text TEXT NOT NULL)");
  expect(() =>
    database.transaction(() => {
      database.run("INSERT INTO notes (text) VALUES (?)", "first");
      throw new Error("stop");
    }),
  ).toThrow("stop");
  expect(database.all("SELECT * FROM notes")).toEqual([]);
  database.close();
});
