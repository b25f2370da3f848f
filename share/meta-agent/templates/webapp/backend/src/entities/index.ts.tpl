import type { Entity } from "../crud/entity.js";
<% for e in entities %>
import <%= e.vars %> from "./<%= e.path %>.js";
<% end %>

export const entities: Entity[] = [<% for e in entities %><% if not loop.first %>, <% end %><%= e.vars %><% end %>];
