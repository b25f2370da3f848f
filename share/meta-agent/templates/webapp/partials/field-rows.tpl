| Field | Type | Required | Notes |
|---|---|---|---|
| `id` | integer | – | given by the server |
<% for f in e.fields %>
| `<%= f.name %>` | <%= f.type %> | <% if f.required %>yes<% else %>no<% end %> | <% if f.unique %>unique<% end %><% if f.unique and f.type in ["enum", "money", "datetime"] %>; <% end %><% if f.type == "enum" %>one of <% for v in f.values %><% if not loop.first %>, <% end %>`<%= v %>`<% end %><% elif f.type == "money" %>two decimals<% elif f.type == "datetime" %>UTC, ISO 8601<% end %><% if f.hasDefault %><% if f.type in ["enum", "money", "datetime"] %>; <% end %><% if f.moving %><% if f.type == "date" %>the day<% else %>the moment<% end %> when it is made<% else %>`<%= f.default | json %>`<% end %> where it is not given<% end %> |
<% end %>
<% for r in e.refs %>
| `<%= r.name %>` | id of <%= r.toLabel %> | <% if r.required %>yes<% else %>no<% end %> | <% if r.required %>deleted with it<% else %>emptied when it is deleted<% end %> |
<% end %>
<% for l in e.links %>
| `<%= l.name %>` | ids of <%= l.toLabel %> | no | any number of them |
<% end %>
| `createdAt`, `updatedAt` | datetime | – | given by the server |
