import { expect, it } from "vitest";
import { Fixtures } from "./fixtures.js";
import { startApp } from "./support.js";

<% for e in entities %>
<% if loop.first %>
it("notes who created, changed and deleted what", async () => {
<% if features.auth %>
  const app = startApp();
  const client = app.signIn("ada@example.com");
<% else %>
  const { client } = startApp();
<% end %>
  const input = await new Fixtures(client).<%= e.var %>Input();
  const before = (await client.get("/app/audit").expect(200)).body.length;
  const { body } = await client.post("/<%= e.path %>", input).expect(201);
  await client.patch(`/<%= e.path %>/${body.id}`, {}).expect(200);
  await client.delete(`/<%= e.path %>/${body.id}`).expect(204);
  await client.post("/<%= e.path %>", {}).expect(400);
  await client.delete("/<%= e.path %>/999999").expect(404);

  const log = await client.get("/app/audit").expect(200);
  expect(log.body).toHaveLength(before + 3);
  const actions = log.body.slice(0, 3).map(({ action }: { action: string }) => action);
  expect(actions).toEqual(["deleted", "changed", "created"]);
  expect(log.body[0]).toMatchObject({
    path: "<%= e.path %>",
    recordId: body.id,
    title: <% if e.surname %>`${input["<%= e.titleField %>"]} ${input["<%= e.surname.name %>"]}`<% else %>String(input["<%= e.titleField %>"])<% end %>,
<% if features.auth %>
    userName: "Test",
<% end %>
  });
<% if features.auth %>

  await app.stranger.get("/app/audit").expect(401);
  const others = await app.signIn("grace@example.com").get("/app/audit").expect(200);
  expect(others.body).toEqual([]);
<% end %>
});
<% end %>
<% end %>
