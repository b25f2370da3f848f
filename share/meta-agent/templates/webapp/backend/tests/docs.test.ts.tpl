import { describe, expect, it } from "vitest";
import { startApp } from "./support.js";

<% if features.auth %>
const client = startApp().stranger;
<% else %>
const { client } = startApp();
<% end %>

describe("the description of the API", () => {
  it("is an OpenAPI document with every route", async () => {
    const { body } = await client.get("/app/openapi.json").expect(200);
    expect(body.openapi).toBe("3.1.0");
    expect(Object.keys(body.paths)).toEqual([
<% for e in entities %>
      "/<%= e.path %>",
      "/<%= e.path %>/{id}",
<% end %>
    ]);
<% for e in entities %>
    expect(body.paths["/<%= e.path %>"].post.requestBody.content["application/json"].schema).toMatchObject({
      type: "object",
      required: expect.arrayContaining(["<%= e.titleField %>"]),
    });
<% end %>
  });

  it("names what narrows each list", async () => {
    const { body } = await client.get("/app/openapi.json").expect(200);
    const names = (path: string) =>
      body.paths[path].get.parameters.map((parameter: { name: string }) => parameter.name);
<% for e in entities %>
    expect(names("/<%= e.path %>")).toEqual(
      expect.arrayContaining([
<% for r in e.refs %>
        "<%= r.name %>",
<% end %>
<% for l in e.links %>
        "<%= l.name %>",
<% end %>
<% for f in e.fields %>
<% if f.type == "tags" %>
        "<%= f.name %>",
<% elif not features.filter %>
<% elif f.type in ["enum", "boolean"] %>
        "<%= f.name %>",
<% elif f.type in ["integer", "decimal", "money", "date", "datetime", "time"] %>
        "<%= f.name %>From",
        "<%= f.name %>To",
<% end %>
<% end %>
      ]),
    );
<% end %>
  });

  it("is shown by a page that needs no script", async () => {
    const response = await client.get("/app/docs").expect(200);
    expect(response.headers["content-type"]).toContain("text/html");
<% for e in entities %>
    expect(response.text).toContain("<h2>/api/<%= e.path %></h2>");
<% end %>
    expect(response.text).not.toContain("<script");
  });
});
