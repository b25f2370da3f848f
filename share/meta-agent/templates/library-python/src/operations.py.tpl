"""What is done to text, files and numbers: one function a module."""

<% for op in operations %>
from .<%= op.id %> import <%= op.id %>
<% end %>

__all__ = [<% for op in operations %><% if not loop.first %>, <% end %>"<%= op.id %>"<% end %>]
