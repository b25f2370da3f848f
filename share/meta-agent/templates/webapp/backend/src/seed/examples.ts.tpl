import type { Values } from "../crud/repository.js";
import * as value from "./values.js";

/** The ids of the examples that there are already, by table. */
export type Ids = Record<string, number[]>;

/** The n-th example of each kind of record, by table. */
export const examples: Record<string, (n: number, ids: Ids) => Values> = {
<% for e in entities %>
  <%= e.table %>: (n<% if e.refs or e.links %>, ids<% end %>) => ({
<% for f in e.fields %>
<% include "partials/example.tpl" %>
<% end %>
<% for r in e.refs %>
    <%= r.name %>: value.one(ids["<%= r.toTable %>"], n),
<% end %>
<% for l in e.links %>
    <%= l.name %>: value.some(ids["<%= l.toTable %>"], n),
<% end %>
  }),
<% end %>
};
