# <%= app.title %>: the contract

What the code, the tests and the README agree on.

> <%= app.summary %>

<% for op in operations %>
- `<%= op.command %>`: <%= op.summary %>
<% end %>

Results go to standard output, what is wrong to standard error. Exit codes: 0 done, 1 refused, 2 wrong use.
