import { beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../src/app.js";
import { LoginLimit } from "../src/auth/loginLimit.js";
import { hashPassword, verifyPassword } from "../src/auth/passwords.js";
import { createSession, findSessionUser } from "../src/auth/sessions.js";
import { createUser } from "../src/auth/users.js";
import { type Database, openDatabase } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";
import { TestClient } from "./support.js";

const ada = { name: "Ada", email: "ada@example.com", password: "correct horse" };

describe("accounts", () => {
  let database: Database;
  let stranger: TestClient;
  let logInAs: (token: string) => TestClient;

  beforeEach(() => {
    database = openDatabase(":memory:");
    migrate(database);
    const app = createApp({ database });
    stranger = new TestClient(app);
    logInAs = (token) => new TestClient(app, token);
  });

  it("are registered, without giving the password away", async () => {
    const response = await stranger.post("/auth/register", ada).expect(201);
<% if features.roles %>
    const { id, name, email } = response.body.user;
    expect({ id, name, email }).toEqual({ id: 1, name: "Ada", email: "ada@example.com" });
<% else %>
    expect(response.body.user).toEqual({ id: 1, name: "Ada", email: "ada@example.com" });
<% end %>

    const me = await logInAs(response.body.token).get("/auth/me").expect(200);
    expect(me.body).toEqual(response.body.user);
    expect(JSON.stringify(database.all("SELECT * FROM users"))).not.toContain(ada.password);
    expect(JSON.stringify(database.all("SELECT * FROM auth_sessions"))).not.toContain(
      response.body.token,
    );
  });

  it("name every field that is wrong", async () => {
    const body = { name: "", email: "nobody", password: "short" };
    const response = await stranger.post("/auth/register", body).expect(400);
    expect(response.body.fields).toEqual({
      name: "This field is required",
      email: "Must be an email address",
      password: "Must be at least 8 characters long",
    });
  });

  it("have an email address of their own, whatever its case", async () => {
    await stranger.post("/auth/register", ada).expect(201);
    const twin = { ...ada, email: "ADA@example.com" };
    const response = await stranger.post("/auth/register", twin).expect(409);
    expect(Object.keys(response.body.fields)).toEqual(["email"]);
  });

  it("are opened with the right password only", async () => {
    await stranger.post("/auth/register", ada).expect(201);
    const { email, password } = ada;
    await stranger.post("/auth/login", { email, password: "wrong" }).expect(401);
    await stranger.post("/auth/login", { email: "bob@example.com", password }).expect(401);
    const response = await stranger.post("/auth/login", { email, password }).expect(200);
    await logInAs(response.body.token).get("/auth/me").expect(200);
  });

  it("are closed by logging out", async () => {
    const { body } = await stranger.post("/auth/register", ada).expect(201);
    await logInAs(body.token).post("/auth/logout").expect(204);
    await logInAs(body.token).get("/auth/me").expect(401);
  });

  it("stay closed to unknown and expired tokens", async () => {
    await stranger.get("/auth/me").expect(401);
    await logInAs("made-up").get("/auth/me").expect(401);

    const user = createUser(database, { email: ada.email, name: ada.name, passwordHash: "" });
    const expired = createSession(database, user?.id ?? 0, -1);
    expect(findSessionUser(database, expired)).toBeUndefined();
  });
});

describe("passwords", () => {
  it("are verified against their salted hash", async () => {
    const hash = await hashPassword("secret");
    expect(hash).not.toBe(await hashPassword("secret"));
    expect(await verifyPassword("secret", hash)).toBe(true);
    expect(await verifyPassword("Secret", hash)).toBe(false);
    expect(await verifyPassword("secret", undefined)).toBe(false);
    expect(await verifyPassword("", "")).toBe(false);
  });
});

describe("login attempts", () => {
  it("are limited until time passes or one succeeds", () => {
    const limit = new LoginLimit();
    for (let i = 0; i < 10; i++) limit.take("ada", 0);
    expect(() => limit.take("ada", 1)).toThrow("Too many attempts");
    limit.take("bob", 1);
    limit.take("ada", 15 * 60 * 1000);

    for (let i = 0; i < 9; i++) limit.take("bob", 2);
    limit.clear("bob");
    limit.take("bob", 3);
  });
});
