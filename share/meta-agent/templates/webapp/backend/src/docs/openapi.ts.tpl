import { z } from "zod";
import type { Entity } from "../crud/entity.js";
import type { Field } from "../crud/fields.js";

interface Operation {
  summary: string;
  parameters?: object[];
  requestBody?: object;
  responses: Record<string, object>;
}

export interface OpenApi {
  openapi: "3.1.0";
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: object;
<% if features.auth %>
  security: object[];
<% end %>
}

const json = (schema: object) => ({ "application/json": { schema } });
const answer = (description: string, schema?: object) => ({
  description,
  ...(schema && { content: json(schema) }),
});
const problem = (description: string) =>
  answer(description, { $ref: "#/components/schemas/Problem" });
const id = { name: "id", in: "path", required: true, schema: { type: "integer" } };
const query = (name: string, schema: object) => ({ name, in: "query", schema });

const CONFLICT = "A unique value is taken, or the record has been changed meanwhile";
const SEEN = {
  type: "string",
  format: "date-time",
  description: "The version that was seen; where it is no longer the last one, nothing is changed",
};

/** The description of the API, made from what checks its input. */
export function describeApi(entities: Entity[]): OpenApi {
  const paths: OpenApi["paths"] = {};
  for (const entity of entities) {
    paths[`/${entity.path}`] = collection(entity);
    paths[`/${entity.path}/{id}`] = item(entity);
  }
  return {
    openapi: "3.1.0",
    info: { title: "<%= app.title %>", version: "0.1.0" },
    servers: [{ url: "/api" }],
    paths,
    components: {
      schemas: {
        Problem: {
          type: "object",
          required: ["error"],
          properties: {
            error: { type: "string" },
            fields: { type: "object", additionalProperties: { type: "string" } },
          },
        },
      },
<% if features.auth %>
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
<% end %>
    },
<% if features.auth %>
    security: [{ token: [] }],
<% end %>
  };
}

function inputOf(entity: Entity): object {
  return z.toJSONSchema(entity.input, { io: "input", unrepresentable: "any" });
}

function recordOf(entity: Entity): object {
  const { properties, ...rest } = inputOf(entity) as { properties?: object };
  const moment = { type: "string", format: "date-time" };
  return {
    ...rest,
    properties: { id: { type: "integer" }, ...properties, createdAt: moment, updatedAt: moment },
  };
}

function parametersOf(entity: Entity): object[] {
  const parameters = Object.entries(entity.fields).flatMap(([name, field]) => filtersOf(name, field));
<% if joined %>
  parameters.push(...Object.keys(entity.links ?? {}).map((name) => query(name, { type: "integer" })));
<% end %>
<% if features.search %>
  parameters.push(query("q", { type: "string" }));
<% end %>
<% if features.sort %>
  parameters.push(query("sort", { type: "string" }));
<% end %>
<% if features.pagination %>
  parameters.push(query("page", { type: "integer", minimum: 1 }));
  parameters.push(query("pageSize", { type: "integer", minimum: 1, maximum: 100 }));
<% end %>
  return parameters;
}

/** What the address of a list can say of a field. */
<% if features.filter %>
function filtersOf(name: string, { kind, values }: Field): object[] {
<% else %>
function filtersOf(name: string, { kind }: Field): object[] {
<% end %>
  switch (kind) {
    case "reference":
      return [query(name, { type: "integer" })];
<% if features.tags %>
    case "tags":
      return [query(name, { type: "string" })];
<% end %>
<% if features.filter %>
    case "choice":
      return [query(name, { enum: values })];
    case "boolean":
      return [query(name, { type: "boolean" })];
<% end %>
<% if features.ranged %>
    case "integer":
    case "decimal":
    case "money":
      return ["From", "To"].map((end) => query(name + end, { type: "number" }));
    case "date":
    case "dateTime":
    case "time":
      return ["From", "To"].map((end) => query(name + end, { type: "string" }));
<% end %>
    default:
      return [];
  }
}

function collection(entity: Entity): Record<string, Operation> {
  const name = entity.label.toLowerCase();
  return {
    get: {
      summary: `List each ${name}`,
      parameters: parametersOf(entity),
      responses: { 200: answer("The list", { type: "array", items: recordOf(entity) }) },
    },
    post: {
      summary: `Create a new ${name}`,
      requestBody: { required: true, content: json(inputOf(entity)) },
      responses: { 201: answer("What was created", recordOf(entity)), 400: problem("Bad input") },
    },
  };
}

function item(entity: Entity): Record<string, Operation> {
  const name = entity.label.toLowerCase();
  const input = inputOf(entity) as { required?: string[]; properties?: object };
  const whole = { ...input, properties: { ...input.properties, updatedAt: SEEN } };
<% if defaults %>
  const fields = z.toJSONSchema(entity.changes, { io: "input", unrepresentable: "any" }) as typeof input;
  const changes = { ...fields, properties: { ...fields.properties, updatedAt: SEEN } };
<% else %>
  const { required: _, ...changes } = whole;
<% end %>
  const body = { required: true, content: json(whole) };
  const found = { 200: answer("The record", recordOf(entity)), 404: problem("No such record") };
  const changed = { ...found, 400: problem("Bad input"), 409: problem(CONFLICT) };
  return {
    get: { summary: `Read one ${name}`, parameters: [id], responses: found },
    put: { summary: `Replace one ${name}`, parameters: [id], requestBody: body, responses: changed },
    patch: {
      summary: `Change fields of one ${name}`,
      parameters: [id],
      requestBody: { required: true, content: json(changes) },
      responses: changed,
    },
    delete: {
      summary: `Delete one ${name}`,
      parameters: [id],
      responses: { 204: answer("It is gone"), 404: problem("No such record") },
    },
  };
}
