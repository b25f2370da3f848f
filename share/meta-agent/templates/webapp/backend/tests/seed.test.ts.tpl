import { beforeEach, expect, it } from "vitest";
<% if features.auth %>
import { createUser } from "../src/auth/users.js";
import request from "supertest";
import { createApp } from "../src/app.js";
<% end %>
import { Repository } from "../src/crud/repository.js";
import { type Database, openDatabase } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";
import { entities } from "../src/entities/index.js";
import { addExamples, isEmpty, seed } from "../src/seed/seed.js";

let database: Database;

beforeEach(() => {
  database = fresh();
});

function fresh(): Database {
  const opened = openDatabase(":memory:");
  migrate(opened);
<% if features.auth %>
  createUser(opened, { email: "ada@example.com", name: "Ada", passwordHash: "" });
<% end %>
  return opened;
}

/** All records of a database, but for the moments when they were made. */
function contents(of: Database): unknown[] {
  return entities.map((entity) =>
    new Repository(of, entity).list().map(({ createdAt, updatedAt, ...values }) => values),
  );
}

it("adds some examples of every kind", () => {
  expect(isEmpty(database)).toBe(true);
  const count = seed(database<% if features.auth %>, 1<% end %>);
  const kinds = contents(database) as object[][];
  for (const records of kinds) expect(records.length).toBeGreaterThan(1);
  expect(kinds.flat()).toHaveLength(count);
  expect(isEmpty(database)).toBe(false);
});

it("adds the same ones each time", () => {
  const other = fresh();
  seed(database<% if features.auth %>, 1<% end %>);
  seed(other<% if features.auth %>, 1<% end %>);
  expect(contents(other)).toEqual(contents(database));
});

it("adds all or none", () => {
  const last = entities.at(-1)?.table ?? "";
  database.exec(`CREATE TRIGGER full BEFORE INSERT ON "${last}" BEGIN SELECT RAISE(ABORT, 'full'); END`);
  expect(() => seed(database<% if features.auth %>, 1<% end %>)).toThrow("full");
  expect(isEmpty(database)).toBe(true);
});

<% if features.auth %>
it("tells a password that opens the account of the examples", async () => {
  const told = await addExamples(database);
  const [, email, password] = /log in as (\S+) with the password (\S+)$/.exec(told) ?? [];
  const app = createApp({ database });
  const response = await request(app).post("/api/auth/login").send({ email, password }).expect(200);
  const list = await request(app)
    .get(`/api/${entities[0]?.path}`)
    .auth(response.body.token, { type: "bearer" })
    .expect(200);
  expect(list.body.length).toBeGreaterThan(1);
});
<% else %>
it("says how many it added", () => {
  expect(addExamples(database)).toBe(`Added ${contents(database).flat().length} examples.`);
});
<% end %>
