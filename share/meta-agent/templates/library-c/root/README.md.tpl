<% if cli %>
<% include "root/cli.md.tpl" %>
<% else %>
<% include "root/library.md.tpl" %>
<% end %>
