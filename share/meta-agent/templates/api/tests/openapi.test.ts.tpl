import { expect, it } from "vitest";
import { entities } from "../src/entities/index.js";
import { startApp } from "./support.js";

interface Operation {
  parameters?: { name: string; schema: { type?: string; enum?: string[] } }[];
}

interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
}

<% if features.auth %>
const client = startApp().signIn("ada@example.com");
<% else %>
const { client } = startApp();
<% end %>

/** What an address may say, by the type that is described. */
const samples: Record<string, string> = {
  boolean: "true",
  integer: "1",
  number: "1",
  string: "2026-01-31",
};

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
  const taken = entities.map((entity) => Object.keys(entity.input.shape).toSorted());
  expect(described.toSorted()).toEqual(taken.toSorted());
});

it("describes lists that can be read", async () => {
  for (const path of Object.keys((await read()).paths)) {
    if (path.includes("{") || path.startsWith("/auth/")) continue;
    await client.get(path).expect(200);
  }
});

it("describes what narrows each list, all of which the server takes", async () => {
  const { paths } = await read();
  for (const { path, fields } of entities) {
    const parameters = paths[`/${path}`]?.["get"]?.parameters ?? [];
    const names = parameters.map(({ name }) => name);
    const references = Object.keys(fields).filter((name) => fields[name]?.kind === "reference");
    expect(names).toEqual(expect.arrayContaining(references));
    for (const { name, schema } of parameters) {
      const sample = name === "sort" ? "-createdAt" : samples[schema.type ?? ""];
      const value = schema.enum?.[0] ?? sample ?? "";
      await client.get(`/${path}?${new URLSearchParams({ [name]: value })}`).expect(200);
    }
  }
});
