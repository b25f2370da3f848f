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
<% for f in e.fields %>
<% if f.isTitle and not f.hasDefault %>
      required: expect.arrayContaining(["<%= f.name %>"]),
<% end %>
<% end %>
<% if e.hasDefaults %>
      properties: {
<% for f in e.fields %>
<% if f.hasDefault and not f.moving %>
        <%= f.name %>: { default: <%= f.default | json %> },
<% end %>
<% end %>
      },
<% end %>
    });
<% end %>
  });

  it("names the version that a change is of", async () => {
    const { body } = await client.get("/app/openapi.json").expect(200);
<% for e in entities %>
    for (const method of ["put", "patch"]) {
      const { requestBody } = body.paths["/<%= e.path %>/{id}"][method];
      expect(requestBody.content["application/json"].schema.properties).toHaveProperty("updatedAt");
    }
<% end %>
  });

  it("names what narrows each list", async () => {
    const { body } = await client.get("/app/openapi.json").expect(200);
    const parameters = (path: string) => body.paths[path].get.parameters;
<% for e in entities %>
    expect(parameters("/<%= e.path %>")).toEqual([
<% for p in e.parameters %>
      <%= p | json %>,
<% end %>
    ]);
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
