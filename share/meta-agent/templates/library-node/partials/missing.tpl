<% if missing %>
## Not built

Asked for and not there:

<% for m in missing %>
- <%= m %>
<% end %>

<% end %>
