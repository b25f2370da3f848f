# <%= app.title %>: the contract

What the front end, the API and the tests agree on.

> <%= app.summary %>

## Entities

<% for e in entities %>
### <%= e.label %>

Path `/api/<%= e.path %>`, table `<%= e.table %>`<% if e.owned %>; every record belongs to the user who created it<% end %>.

<% include "partials/field-rows.tpl" %>

<% end %>
## API

<% include "partials/endpoints.tpl" %>

## Conventions

- Requests and responses are JSON. Dates are `YYYY-MM-DD`, times `HH:MM`, moments ISO 8601 in UTC. A field without a value is `null`.
- Success is `200`, `201` with a `Location` for what was created, or `204` without a body.
- An error is `{ "error": "…" }`; bad input adds `"fields": { "<name>": "…" }`.
  `400` bad input or unknown reference, <% if features.auth %>`401` no valid login, <% end %>`404` no such record, `409` a unique value is taken, or the `updatedAt` that was sent along is not that of the record<% if features.auth %>, `429` too many login attempts<% end %>.
<% if features.markdown %>
- Text in Markdown is kept as it was typed. What shows it makes no HTML of HTML in it, and links to `http`, `https`, `mailto` and this site alone.
<% end %>
- A list can be narrowed by any reference of its records: `?<reference>=<id>`.
<% if features.search %>
- A list can be searched: `?q=text` looks into every text field; `%` and `_` have no special meaning.
<% end %>
<% if features.filter %>
- A list can be filtered: `?<field>=<value>` by a choice or by `true` and `false`, `?<field>From=…&<field>To=…` by a range of numbers, days or moments.
<% elif features.ranged %>
- A list can be narrowed to a range of numbers, days or moments: `?<field>From=…&<field>To=…`.
<% end %>
<% if features.sort %>
- A list can be sorted: `?sort=<field>`, `?sort=-<field>` the other way round; empty values come last.
<% end %>
<% if features.export_csv or features.import_csv %>
- CSV files are RFC 4180 in UTF-8 with the names of the fields in their first line. A cell that a spreadsheet would take for a formula has an apostrophe before it.
<% end %>
<% if features.pagination %>
- A list comes in pages when asked: `?page=1&pageSize=20`. `X-Total-Count` tells how many records there are in all.
<% end %>
<% if features.auth %>
- A login is an opaque token, sent as `Authorization: Bearer <token>`. It expires; only its hash is stored. Passwords are stored as salted scrypt hashes.
<% if features.roles %>
- The first account is an administrator's. Administrators see and change all records and give others their role; there is always one.
  `403` answers what only they may do.
<% end %>
- Records of other users are answered as if they did not exist.
<% end %>
