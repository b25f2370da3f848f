import { z } from "zod";
import type { Field } from "./fields.js";

/** Everything the API knows of one kind of record. */
export interface Entity {
  label: string;
  /** Its place under /api. */
  path: string;
  table: string;
<% if features.auth %>
  /** Whether each record belongs to the user who created it. */
  owned: boolean;
<% end %>
  fields: Record<string, Field>;
  input: z.ZodObject<Record<string, z.ZodType>>;
}

export function defineEntity(definition: Omit<Entity, "input">): Entity {
  const rules = Object.entries(definition.fields).map(([name, field]) => [name, field.rule]);
  return { ...definition, input: z.object(Object.fromEntries(rules)) };
}
