import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import request, { type Test } from "supertest";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createApp } from "../src/app.js";
<% if features.auth %>
import { createSession } from "../src/auth/sessions.js";
import { createUser } from "../src/auth/users.js";
<% end %>
import { openDatabase } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";

const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const pdf = Buffer.from("%PDF-1.7\n");
const path = "/api/app/files";

let directory: string;
let filesDir: string;
let app: ReturnType<typeof createApp>;
<% if features.auth %>
let token: string;
<% end %>

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "files-"));
  filesDir = join(directory, "files");
  const database = openDatabase(":memory:");
  migrate(database);
  app = createApp({ database, filesDir });
<% if features.auth %>
  createUser(database, { email: "ada@example.com", name: "Ada", passwordHash: "" });
  token = createSession(database, 1, 1);
<% end %>
});

afterEach(() => rmSync(directory, { recursive: true }));

function upload(content: Buffer, type = "application/octet-stream"): Test {
  return request(app).post(path)<% if features.auth %>.auth(token, { type: "bearer" })<% end %>.type(type).send(content);
}

it("gives a file back as it was, under a name of its own", async () => {
  const { body, headers } = await upload(png).expect(201);
  expect(body.url).toMatch(/^\/api\/app\/files\/[0-9a-f-]{36}\.png$/);
  expect(headers["location"]).toBe(body.url);

  const given = await request(app).get(body.url).expect(200);
  expect(given.body).toEqual(png);
  expect(given.headers["content-type"]).toBe("image/png");
  expect(given.headers["content-disposition"]).toBe("inline");
  expect(given.headers["content-security-policy"]).toContain("sandbox");
  expect(given.headers["x-content-type-options"]).toBe("nosniff");

  const second = await upload(png).expect(201);
  expect(second.body.url).not.toBe(body.url);
});

it("has what is no image saved, not shown", async () => {
  const { body } = await upload(pdf).expect(201);
  const given = await request(app).get(body.url).expect(200);
  expect(given.headers["content-type"]).toBe("application/pdf");
  expect(given.headers["content-disposition"]).toMatch(/^attachment; /);
});

it("believes the content of a file, not its type", async () => {
  await upload(Buffer.from("<script>alert(1)</script>"), "image/png").expect(400);
  await upload(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "image/svg+xml").expect(400);
  await upload(Buffer.alloc(0)).expect(400);
  expect(existsSync(filesDir)).toBe(false);
});

it("refuses what is too large", async () => {
  await upload(Buffer.concat([png, Buffer.alloc(11_000_000)])).expect(413);
  expect(existsSync(filesDir)).toBe(false);
});

it("leads to no other file", async () => {
  await upload(png).expect(201);
  writeFileSync(join(directory, "secret.png"), png);
  writeFileSync(join(filesDir, "secret.png"), png);
  const names = ["secret.png", "..%2fsecret.png", "%2e%2e/secret.png", "..%5csecret.png", "."];
  for (const name of names) await request(app).get(`${path}/${name}`).expect(404);
  await request(app).get(`${path}/00000000-0000-0000-0000-000000000000.png`).expect(404);
  expect(readdirSync(filesDir)).toHaveLength(2);
});
<% if features.auth %>

it("takes files from users only", async () => {
  await request(app).post(path).send(png).expect(401);
});
<% end %>
