import type { Express } from "express";
import request, { type Test } from "supertest";
import { createApp } from "../src/app.js";
<% if features.auth %>
import { createSession } from "../src/auth/sessions.js";
import { createUser } from "../src/auth/users.js";
<% end %>
import { openDatabase } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";

/** Calls the API of one app<% if features.auth %>, as one user or as a stranger<% end %>. */
export class TestClient {
<% if features.auth %>
  constructor(
    private readonly app: Express,
    private readonly token?: string,
  ) {}
<% else %>
  constructor(private readonly app: Express) {}
<% end %>

  get(path: string): Test {
    return this.prepare(request(this.app).get(`/api${path}`));
  }

  post(path: string, body?: object): Test {
    return this.prepare(request(this.app).post(`/api${path}`)).send(body);
  }

  put(path: string, body?: object): Test {
    return this.prepare(request(this.app).put(`/api${path}`)).send(body);
  }

  patch(path: string, body?: object): Test {
    return this.prepare(request(this.app).patch(`/api${path}`)).send(body);
  }

  delete(path: string): Test {
    return this.prepare(request(this.app).delete(`/api${path}`));
  }

  private prepare(test: Test): Test {
<% if features.auth %>
    return this.token ? test.auth(this.token, { type: "bearer" }) : test;
<% else %>
    return test.accept("json");
<% end %>
  }
}

/** A fresh app on a database of its own, in memory. */
export function startApp() {
  const database = openDatabase(":memory:");
  migrate(database);
  const app = createApp({ database });
<% if features.roles %>
  createUser(database, { email: "first@example.com", name: "First", passwordHash: "" });
<% end %>
<% if features.auth %>

  return {
    stranger: new TestClient(app),
<% if features.roles %>
    /** The first account of all, which is an administrator's. */
    signInFirst: () => new TestClient(app, createSession(database, 1, 1)),
<% end %>
    /** Adds an account without paying for a password hash. */
    signIn(email: string): TestClient {
      const user = createUser(database, { email, name: "Test", passwordHash: "" });
      if (!user) throw new Error(`${email} is taken`);
      return new TestClient(app, createSession(database, user.id, 1));
    },
  };
<% else %>
  return { client: new TestClient(app) };
<% end %>
}
