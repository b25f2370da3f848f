"""<%= app.title %>."""

<% if entities %>
from .errors import InUseError, InvalidError, NotFoundError, RecordError
from .models import <% for e in entities %><% if not loop.first %>, <% end %><%= e.name %><% end %>
from .repository import Database, Repository

__all__ = [
    "Database",
    "InUseError",
    "InvalidError",
    "NotFoundError",
    "RecordError",
    "Repository",
<% for e in entities %>
    "<%= e.name %>",
<% end %>
]
<% else %>
from .operations import <% for op in operations %><% if not loop.first %>, <% end %><%= op.id %><% end %>

__all__ = [<% for op in operations %><% if not loop.first %>, <% end %>"<%= op.id %>"<% end %>]
<% end %>

__version__ = "0.1.0"
