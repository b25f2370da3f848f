# <%= app.title %>

> <%= app.summary %>

A Python package<% if entities %> that keeps <% for e in entities %><% if not loop.first %><% if loop.last %> and <% else %>, <% end %><% end %><%= e.labels | lower %><% end %> in memory: typed records, validation, and a
repository with queries<% end %>. It needs Python 3.10 or newer and no other package.

<% include "partials/missing.tpl" %>
## Use

```sh
python3 -m pip install .
```
<% if entities %>
<% for e in entities %>
<% if loop.first %>

```python
import datetime, decimal

from <%= app.module %> import Database, <%= e.name %>

database = Database()
<% if e.needs %>
# What it refers to is added first, as tests/support.py shows for every kind of record.
<% else %>
added = database.<%= e.table %>.add(
    <%= e.name %>(
<% for f in e.fields %>
        <%= f.attr %>=<%= f.py %>,
<% end %>
    )
)
database.<%= e.table %>.update(added.id, <%= e.title.attr %>=<%= e.title.py2 %>)
<% end %>
for found in database.<%= e.table %>.find(search=<%= e.title.py2 %>, sort="<%= e.title.attr %>"):
    print(found.id, found)
```
<% end %>
<% end %>

| Call | What it does |
|---|---|
| `add(record)` | checks and keeps a new record, gives it with its `id` |
| `get(id)` | the record, or `NotFoundError` |
| `find(where=…, search=…, sort=…, reverse=…)` | the records with those values that contain the text, sorted |
| `update(id, field=value, …)` | changes the named fields |
| `remove(id)` | removes it; `InUseError` while others refer to it |
| `Database.to_json()`, `from_json()` | everything as plain values |

What is missing or wrong raises `InvalidError`, whose `problems` name the field and the reason.

## Records

<% for e in entities %>
`<%= e.name %>`, in `database.<%= e.table %>`:

| Field | Type | |
|---|---|---|
<% for f in e.fields %>
| `<%= f.attr %>` | `<%= f.pyType %>` | <% if f.required %>required<% end %><% if f.unique %> unique<% end %><% if f.type == "enum" %> one of <% for v in f.values %><% if not loop.first %>, <% end %><%= v %><% end %><% end %> |
<% end %>
<% for r in e.refs %>
| `<%= r.attr %>` | `int` | <% if r.required %>required: <% end %>the id of <%= r.toLabel | lower | article %> |
<% end %>

<% end %>
<% else %>

```python
from <%= app.module %> import <% for op in operations %><% if not loop.first %>, <% end %><%= op.id %><% end %>
```

| Function | What it does |
|---|---|
<% for op in operations %>
| `<%= op.id %>(<% if op.input != "none" %><%= op.input %><% end %><% for a in op.arguments %><% if not loop.first or op.input != "none" %>, <% end %><%= a.name %><% end %><% for o in op.options %>, <%= o.name %><% end %>)` | <%= op.summary %> |
<% end %>

Each gives text. What cannot be done raises `ValueError` with the reason; `tests/examples.json` shows what becomes of what.

<% end %>
## Test

```sh
python3 -m unittest discover -s tests
python3 -m unittest discover -s acceptance    # what the contract promises
```

## Licence

None has been chosen yet: add a `LICENSE` file before others are to use it.
