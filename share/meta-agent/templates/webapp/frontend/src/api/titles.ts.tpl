import type * as types from "./types";

// What records of each kind are known by.
<% for e in entities %>

<% if e.surname %>
export function <%= e.var %>(record: types.<%= e.name %>): string {
  return [record.<%= e.titleField %>, record.<%= e.surname.name %>].filter(Boolean).join(" ");
}
<% else %>
export function <%= e.var %>(record: types.<%= e.name %>): string {
  return record.<%= e.titleField %>;
}
<% end %>
<% end %>
