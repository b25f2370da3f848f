"""Finds the package where it is not installed, and makes records for tests."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
<% if entities %>

import datetime  # noqa: E402, F401
import decimal  # noqa: E402, F401

from <%= app.module %> import <% for e in entities %><% if not loop.first %>, <% end %><%= e.name %><% end %>  # noqa: E402
<% for e in entities %>


def new_<%= e.snake %>(database, **values):
    """A valid one, not yet kept; what it needs is."""
    usual = {
<% for f in e.fields %>
        "<%= f.attr %>": <%= f.py %>,
<% end %>
<% for r in e.refs %>
<% if r.required %>
        "<%= r.attr %>": any_<%= r.toSnake %>(database).id,
<% end %>
<% end %>
    }
    return <%= e.name %>(**{**usual, **values})


def any_<%= e.snake %>(database):
    """One that is kept."""
    for record in database.<%= e.table %>.find():
        return record
    return database.<%= e.table %>.add(new_<%= e.snake %>(database))
<% end %>
<% end %>
