import type { InputOf, Stored } from "./resource";
<% if features.auth %>

<% if features.roles %>
export type UserRole = "admin" | "member";

<% end %>
export interface User {
  id: number;
  name: string;
  email: string;
<% if features.roles %>
  role: UserRole;
<% end %>
}
<% end %>
<% for e in entities %>
<% for f in e.fields %>
<% if f.type == "enum" %>

export const <%= e.var %><%= f.name | pascal | plural %> = [<% for v in f.values %><% if not loop.first %>, <% end %><%= v | json %><% end %>] as const;
<% end %>
<% end %>

export interface <%= e.name %> extends Stored {
<% for f in e.fields %>
<% if f.type == "boolean" %>
  <%= f.name %>: boolean;
<% elif f.type == "tags" %>
  <%= f.name %>: string[];
<% elif f.type in ["integer", "decimal", "money", "rating"] %>
  <%= f.name %>: number<% if not f.required %> | null<% end %>;
<% elif f.type == "enum" %>
  <%= f.name %>: (typeof <%= e.var %><%= f.name | pascal | plural %>)[number]<% if not f.required %> | null<% end %>;
<% elif f.type == "json" %>
  <%= f.name %>: unknown;
<% else %>
  <%= f.name %>: string<% if not f.required %> | null<% end %>;
<% end %>
<% end %>
<% for l in e.links %>
  <%= l.name %>: number[];
<% end %>
<% for r in e.refs %>
  <%= r.name %>: number<% if not r.required %> | null<% end %>;
<% end %>
}

export type <%= e.name %>Input = InputOf<<%= e.name %>>;
<% end %>
