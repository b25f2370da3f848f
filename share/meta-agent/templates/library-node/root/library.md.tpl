# <%= app.title %>

> <%= app.summary %>

A package for Node.js<% if entities %> that keeps <% for e in entities %><% if not loop.first %><% if loop.last %> and <% else %>, <% end %><% end %><%= e.labels | lower %><% end %> in memory: typed records, validation, and a
repository with queries<% end %>. It needs Node.js 20 or newer and no other package; types
are declared in `src/index.d.ts`.

<% include "partials/missing.tpl" %>
## Use

```sh
npm install ../<%= app.name %>    # from another project, by its folder
```
<% if entities %>
<% for e in entities %>
<% if loop.first %>

```js
import { Database } from "<%= app.name %>";

const database = new Database();
<% if e.needs %>
// What it refers to is added first, as tests/support.js shows for every kind of record.
<% else %>
const added = database.<%= e.vars %>.add({
<% for f in e.fields %>
  <%= f.name %>: <%= f.sample | json %>,
<% end %>
});
database.<%= e.vars %>.update(added.id, { <%= e.titleField %>: <%= e.title.sample2 | json %> });
<% end %>
for (const found of database.<%= e.vars %>.find({ search: <%= e.title.sample2 | json %>, sort: "<%= e.titleField %>" })) {
  console.log(found.id, found.<%= e.titleField %>);
}
```
<% end %>
<% end %>

| Call | What it does |
|---|---|
| `add(values)` | checks and keeps a new record, gives it with its `id` |
| `get(id)` | the record, or `NotFoundError` |
| `find({ where, search, sort, reverse })` | the records with those values that contain the text, sorted |
| `update(id, changes)` | changes the named fields |
| `remove(id)` | removes it; `InUseError` while others refer to it |
| `database.toJSON()`, `Database.fromJSON(data)` | everything as plain values |

What is missing or wrong throws `InvalidError`, whose `problems` name the field and the reason.

## Records

<% for e in entities %>
`<%= e.name %>`, in `database.<%= e.vars %>`:

| Field | Type | |
|---|---|---|
<% for f in e.fields %>
| `<%= f.name %>` | <%= f.type %> | <% if f.required %>required<% end %><% if f.unique %> unique<% end %><% if f.type == "enum" %> one of <% for v in f.values %><% if not loop.first %>, <% end %><%= v %><% end %><% end %> |
<% end %>
<% for r in e.refs %>
| `<%= r.name %>` | integer | <% if r.required %>required: <% end %>the id of <%= r.toLabel | lower | article %> |
<% end %>

<% end %>
<% else %>

```js
import { <% for op in operations %><% if not loop.first %>, <% end %><%= op.id | camel %><% end %> } from "<%= app.name %>";
```

| Function | What it does |
|---|---|
<% for op in operations %>
| `<%= op.id | camel %>(<% if op.input != "none" %><%= op.input %><% if op.options or op.arguments %>, <% end %><% end %><% if op.options or op.arguments %>{ <% for a in op.arguments %><% if not loop.first %>, <% end %><%= a.name | camel %><% end %><% if op.arguments and op.options %>, <% end %><% for o in op.options %><% if not loop.first %>, <% end %><%= o.name | camel %><% end %> }<% end %>)` | <%= op.summary %> |
<% end %>

Each gives text. What cannot be done throws `RangeError` with the reason; `tests/examples.json` shows what becomes of what.

<% end %>
## Test

```sh
npm test
```

## Licence

None has been chosen yet: add a `LICENSE` file before others are to use it.
