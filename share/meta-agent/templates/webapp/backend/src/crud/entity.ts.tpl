import { z } from "zod";
import type { Field } from "./fields.js";

<% if joined %>
/** Records of another kind, many of which may go with each of this one. */
export interface Link {
  label: string;
  /** The table that joins the two: `column` refers to this kind, `toColumn` to the other. */
  table: string;
  column: string;
  toTable: string;
  toColumn: string;
}

<% end %>
/** Everything the API knows of one kind of record. */
export interface Entity {
  label: string;
<% if features.audit_log %>
  /** The fields that a record is known by. */
  titleFields: string[];
<% end %>
  /** Its place under /api. */
  path: string;
  table: string;
<% if features.auth %>
  /** Whether each record belongs to the user who created it. */
  owned: boolean;
<% end %>
  fields: Record<string, Field>;
<% if joined %>
  links?: Record<string, Link>;
<% end %>
  input: z.ZodObject<Record<string, z.ZodType>>;
}

<% if joined %>
const ids = z.array(z.int("Must be an id").positive("Must be an id"), "Must be a list of ids").max(1000);

<% end %>
export function defineEntity(definition: Omit<Entity, "input">): Entity {
  const rules = Object.entries(definition.fields).map(([name, field]) => [name, field.rule]);
<% if joined %>
  const links = Object.keys(definition.links ?? {}).map((name) => [name, ids.optional()]);
  return { ...definition, input: z.object(Object.fromEntries([...rules, ...links])) };
<% else %>
  return { ...definition, input: z.object(Object.fromEntries(rules)) };
<% end %>
}
