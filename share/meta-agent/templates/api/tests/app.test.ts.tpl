import { expect, it } from "vitest";
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
  expect(headers["x-powered-by"]).toBeUndefined();
  expect(headers["cache-control"]).toBe("private, no-cache");
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
