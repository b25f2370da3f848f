import { describe, expect, it } from "vitest";
import { Fixtures } from "./fixtures.js";
import { startApp } from "./support.js";

describe("the dashboard's figures", () => {
<% for e in entities %>
<% if loop.first %>
  it("count what there is", async () => {
<% if features.auth %>
    const app = startApp();
    const client = app.signIn("ada@example.com");
<% else %>
    const { client } = startApp();
<% end %>
    const none = await client.get("/app/stats").expect(200);
    expect(none.body).toHaveLength(<% for x in entities %><% if loop.last %><%= loop.index %> + 1<% end %><% end %>);
    const empty = none.body.find(({ path }: { path: string }) => path === "<%= e.path %>");
    expect(empty.total).toBe(0);
    expect(empty.months).toHaveLength(6);

    await new Fixtures(client).<%= e.var %>Id();
    const { body } = await client.get("/app/stats").expect(200);
    const some = body.find(({ path }: { path: string }) => path === "<%= e.path %>");
    expect(some.total).toBe(1);
    expect(some.months.at(-1)).toEqual({
      label: new Date().toISOString().slice(0, 7),
      count: 1,
    });
<% for f in e.fields %>
<% if f.type == "enum" %>
    expect(some.choices.<%= f.name %>).toContainEqual({ label: <%= f.sample | json %>, count: 1 });
<% elif f.type == "money" %>
    expect(some.sums.<%= f.name %>).toBe(<%= f.sample | json %>);
<% end %>
<% end %>
<% if features.auth %>

    const others = await app.signIn("grace@example.com").get("/app/stats").expect(200);
    expect(others.body.every(({ total }: { total: number }) => total === 0)).toBe(true);
    await app.stranger.get("/app/stats").expect(401);
<% end %>
  });
<% end %>
<% end %>
});
