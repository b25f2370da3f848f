import { beforeEach, describe, expect, it } from "vitest";
import { Fixtures } from "./fixtures.js";
import { startApp, type TestClient } from "./support.js";

describe("roles", () => {
  let app: ReturnType<typeof startApp>;
  let admin: TestClient;
  let member: TestClient;

  beforeEach(() => {
    app = startApp();
    admin = app.signInFirst();
    member = app.signIn("grace@example.com");
  });

  it("make the first user the administrator", async () => {
    expect((await admin.get("/auth/me").expect(200)).body.role).toBe("admin");
    expect((await member.get("/auth/me").expect(200)).body.role).toBe("member");
  });

  it("let administrators alone see and change accounts", async () => {
    await app.stranger.get("/app/users").expect(401);
    await member.get("/app/users").expect(403);
    await member.patch("/app/users/2", { role: "admin" }).expect(403);

    const { body } = await admin.get("/app/users").expect(200);
    expect(body).toHaveLength(2);
    expect(JSON.stringify(body)).not.toContain("password");
    await admin.patch("/app/users/2", { role: "admin" }).expect(200);
    await member.get("/app/users").expect(200);
    await admin.patch("/app/users/2", { role: "owner" }).expect(400);
    await admin.patch("/app/users/99", { role: "admin" }).expect(404);
  });

  it("never leave the app without an administrator", async () => {
    await admin.patch("/app/users/1", { role: "member" }).expect(409);
    await admin.patch("/app/users/2", { role: "admin" }).expect(200);
    await admin.patch("/app/users/1", { role: "member" }).expect(200);
    await admin.get("/app/users").expect(403);
  });
<% for e in entities %>
<% if loop.first and e.owned %>

  it("let administrators see and change everybody's records", async () => {
    const id = await new Fixtures(member).<%= e.var %>Id();
    await admin.get(`/<%= e.path %>/${id}`).expect(200);
    await admin.patch(`/<%= e.path %>/${id}`, {}).expect(200);
    expect((await admin.get("/<%= e.path %>").expect(200)).body).toHaveLength(1);

    const theirs = await new Fixtures(admin, "second").<%= e.var %>Id();
    await member.get(`/<%= e.path %>/${theirs}`).expect(404);
    expect((await member.get("/<%= e.path %>").expect(200)).body).toHaveLength(1);
  });
<% end %>
<% end %>
});
