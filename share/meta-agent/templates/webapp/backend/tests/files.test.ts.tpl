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
import { Fixtures } from "./fixtures.js";
import { TestClient } from "./support.js";

const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const pdf = Buffer.from("%PDF-1.7\n");
const path = "/api/app/files";

let directory: string;
let filesDir: string;
let app: ReturnType<typeof createApp>;
let client: TestClient;
<% if features.auth %>
let token: string;
/** Of another user, who is no administrator. */
let otherToken: string;
<% end %>

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "files-"));
  filesDir = join(directory, "files");
  const database = openDatabase(":memory:");
  migrate(database);
  app = createApp({ database, filesDir });
<% if features.auth %>
  createUser(database, { email: "ada@example.com", name: "Ada", passwordHash: "" });
  createUser(database, { email: "bob@example.com", name: "Bob", passwordHash: "" });
  token = createSession(database, 1, 1);
  otherToken = createSession(database, 2, 1);
  client = new TestClient(app, token);
<% else %>
  client = new TestClient(app);
<% end %>
});

afterEach(() => rmSync(directory, { recursive: true }));

function upload(content: Buffer, type = "application/octet-stream"): Test {
  return request(app).post(path)<% if features.auth %>.auth(token, { type: "bearer" })<% end %>.type(type).send(content);
}

function read(url: string): Test {
  return request(app).get(url)<% if features.auth %>.auth(token, { type: "bearer" })<% end %>;
}

/** Uploads a picture and gives its address. */
async function uploaded(): Promise<string> {
  const { body } = await upload(png).expect(201);
  return String(body.url);
}

/** The addresses of all files that are kept. */
function kept(): string[] {
  return readdirSync(filesDir).map((name) => `${path}/${name}`);
}

it("gives a file back as it was, under a name of its own", async () => {
  const { body, headers } = await upload(png).expect(201);
  expect(body.url).toMatch(/^\/api\/app\/files\/[0-9a-f-]{36}\.png$/);
  expect(headers["location"]).toBe(body.url);

  const given = await read(body.url).expect(200);
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
  const given = await read(body.url).expect(200);
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
  for (const name of names) await read(`${path}/${name}`).expect(404);
  await read(`${path}/00000000-0000-0000-0000-000000000000.png`).expect(404);
  expect(readdirSync(filesDir)).toHaveLength(2);
});
<% for e in entities %>
<% for f in e.fields %>
<% if f.type in ["image", "file"] %>

it("removes <%= f.label | lower %> with its <%= e.label | lower %>, and when another takes its place", async () => {
  const fixtures = new Fixtures(client);
  const [first, second] = [await uploaded(), await uploaded()];
  const input = { ...(await fixtures.<%= e.var %>Input()), <%= f.name %>: first };
  const { body } = await client.post("/<%= e.path %>", input).expect(201);
  await client.patch(`/<%= e.path %>/${body.id}`, { <%= f.name %>: first }).expect(200);
  expect(kept().toSorted()).toEqual([first, second].toSorted());

  await client.patch(`/<%= e.path %>/${body.id}`, { <%= f.name %>: second }).expect(200);
  expect(kept()).toEqual([second]);
  await read(first).expect(404);
  await client.put(`/<%= e.path %>/${body.id}`, { ...input, <%= f.name %>: second }).expect(200);
  expect(kept()).toEqual([second]);

  await client.delete(`/<%= e.path %>/${body.id}`).expect(204);
  expect(kept()).toEqual([]);
});

it("takes no <%= f.label | lower %> of <%= e.label | lower | article %> that is not there", async () => {
  const fixtures = new Fixtures(client);
  const missing = `${path}/00000000-0000-0000-0000-000000000000.png`;
  const input = { ...(await fixtures.<%= e.var %>Input()), <%= f.name %>: missing };
  const { body } = await client.post("/<%= e.path %>", input).expect(400);
  expect(body.fields.<%= f.name %>).toBe("File not found");
});
<% if features.auth %>

it("gives <%= f.label | lower %> of <%= e.label | lower | article %> to those who may read it", async () => {
  const fixtures = new Fixtures(client);
  const url = await uploaded();
  await read(url).expect(200);
  await request(app).get(url).expect(401);
  await request(app).get(url).auth(otherToken, { type: "bearer" }).expect(404);

  const input = { ...(await fixtures.<%= e.var %>Input()), <%= f.name %>: url };
  await client.post("/<%= e.path %>", input).expect(201);
  await request(app).get(url).expect(401);
  await request(app).get(url).auth(otherToken, { type: "bearer" }).expect(<% if e.owned %>404<% else %>200<% end %>);
<% if e.owned %>

  const other = new TestClient(app, otherToken);
  const theirs = { ...(await new Fixtures(other, "second").<%= e.var %>Input()), <%= f.name %>: url };
  await other.post("/<%= e.path %>", theirs).expect(400);
<% end %>
});
<% end %>
<% end %>
<% end %>
<% end %>
<% if features.auth %>

it("takes files from users only", async () => {
  await request(app).post(path).send(png).expect(401);
});

it("shows pictures to the browser that logged in, until it logs out", async () => {
  const url = await uploaded();
  const me = await client.get("/auth/me").expect(200);
  const cookie = String(me.headers["set-cookie"]);
  expect(cookie).toMatch(/^files=[\w-]+; .*Path=\/api\/app\/files; .*HttpOnly; SameSite=Strict/);
  const pair = cookie.slice(0, cookie.indexOf(";"));
  await request(app).get(url).set("Cookie", pair).expect(200);
  await request(app).get("/api/auth/me").set("Cookie", pair).expect(401);
  await request(app).post(path).set("Cookie", pair).send(png).expect(401);

  const out = await client.post("/auth/logout").expect(204);
  expect(String(out.headers["set-cookie"])).toMatch(/^files=;/);
  await request(app).get(url).set("Cookie", pair).expect(401);
});
<% end %>
