# <%= app.title %>: the contract

What the code, the tests and the README agree on.

> <%= app.summary %>
<% if entities %>

## Records

<% for e in entities %>
### <%= e.label %>

| Name | Type | Required | Unique |
|---|---|---|---|
<% for f in e.fields %>
| `<%= f.attr %>` | <%= f.type %><% if f.type == "enum" %>: <% for v in f.values %><% if not loop.first %>, <% end %><%= v %><% end %><% end %> | <% if f.required %>yes<% else %>no<% end %> | <% if f.unique %>yes<% else %>no<% end %> |
<% end %>
<% for r in e.refs %>
| `<%= r.attr %>` | id of <%= r.toLabel | lower | article %> | <% if r.required %>yes<% else %>no<% end %> | no |
<% end %>

<% end %>
- Ids are whole numbers, given in the order of creation and never used again.
- A record that others refer to is not removed.
- Dates are `YYYY-MM-DD`, times `HH:MM`, moments ISO 8601, money has at most two decimal places.
<% else %>

<% for op in operations %>
- `<%= op.command %>`: <%= op.summary %>
<% end %>
<% end %>
<% if cli %>

Results go to standard output, what is wrong to standard error. Exit codes: 0 done, 1 refused, 2 wrong use<% if entities %> or wrong values<% end %>.
<% end %>
