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
<% if defaults %>
  /** What may be said of a change: what it does not say stays. */
  changes: z.ZodObject<Record<string, z.ZodType>>;
<% end %>
}

<% if joined %>
const ids = z.array(z.int("Must be an id").positive("Must be an id"), "Must be a list of ids").max(1000);

<% end %>
<% if defaults %>
/** The rule of a record that is given as a whole. */
function withDefault({ rule, default: value }: Field): z.ZodType {
  if (value === undefined) return rule;
  if (typeof value !== "function") return rule.default(value);
  return rule.optional().transform((given) => (given === undefined ? value() : given));
}

export function defineEntity(definition: Omit<Entity, "input" | "changes">): Entity {
  const fields = Object.entries(definition.fields);
<% if joined %>
  const links = Object.keys(definition.links ?? {}).map((name) => [name, ids.optional()]);
<% end %>
  const rulesBy = (ruleOf: (field: Field) => z.ZodType) =>
<% if joined %>
    z.object(Object.fromEntries([...fields.map(([name, field]) => [name, ruleOf(field)]), ...links]));
<% else %>
    z.object(Object.fromEntries(fields.map(([name, field]) => [name, ruleOf(field)])));
<% end %>
  return { ...definition, input: rulesBy(withDefault), changes: rulesBy(({ rule }) => rule).partial() };
}
<% else %>
export function defineEntity(definition: Omit<Entity, "input">): Entity {
  const rules = Object.entries(definition.fields).map(([name, field]) => [name, field.rule]);
<% if joined %>
  const links = Object.keys(definition.links ?? {}).map((name) => [name, ids.optional()]);
  return { ...definition, input: z.object(Object.fromEntries([...rules, ...links])) };
<% else %>
  return { ...definition, input: z.object(Object.fromEntries(rules)) };
<% end %>
}
<% end %>
