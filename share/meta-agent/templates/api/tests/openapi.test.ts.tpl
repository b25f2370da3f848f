import { expect, it } from "vitest";
import { entities } from "../src/entities/index.js";
import { startApp } from "./support.js";

interface Description {
  openapi: string;
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

<% if features.auth %>
const client = startApp().signIn("ada@example.com");
<% else %>
const { client } = startApp();
<% end %>

async function read(): Promise<Description> {
  return (await client.get("/openapi.json").expect(200)).body as Description;
}

it("is served as OpenAPI 3.1", async () => {
  expect((await read()).openapi).toBe("3.1.0");
});

it("describes every route of every entity, and no other entity", async () => {
  const paths = Object.keys((await read()).paths);
  const described = paths.filter((path) => path !== "/health" && !path.startsWith("/auth/"));
  const served = entities.flatMap(({ path }) => [`/${path}`, `/${path}/{id}`]);
  expect(described.toSorted()).toEqual(served.toSorted());
});

it("describes the fields that the server takes", async () => {
  const { components } = await read();
  const described = Object.entries(components.schemas)
    .filter(([name]) => name.endsWith("Input"))
    .map(([, schema]) => Object.keys(schema.properties ?? {}).toSorted());
  const taken = entities.map((entity) => Object.keys(entity.fields).toSorted());
  expect(described.toSorted()).toEqual(taken.toSorted());
});

it("describes lists that can be read", async () => {
  for (const path of Object.keys((await read()).paths)) {
    if (path.includes("{") || path.startsWith("/auth/")) continue;
    await client.get(path).expect(200);
  }
});
