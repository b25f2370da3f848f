# <%= app.title %>

> <%= app.summary %>

A library in C11<% if entities %> that keeps <% for e in entities %><% if not loop.first %><% if loop.last %> and <% else %>, <% end %><% end %><%= e.labels | lower %><% end %> in memory: validation, unique
values, references, and a search; and gives them as JSON and takes them back<% end %>. It needs a C compiler, make and nothing else.

<% include "partials/missing.tpl" %>
## Build and install

```sh
make
sudo make install    # the archive and the headers into /usr/local; PREFIX and DESTDIR are honoured
cc -o program program.c -l<%= app.name %>
```

## Use

<% if entities %>
```c
#include <<%= app.module %>/records.h>
#include <stdio.h>
#include <stdlib.h>

<% for e in entities %>
<% if loop.first %>
int main(void)
{
    struct <%= app.module %>_database *database = <%= app.module %>_new();
    const struct <%= app.module %>_change values[] = {
<% for f in e.fields %>
        { <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, <%= f.typed | json %> },
<% end %>
    };
    struct <%= app.module %>_query query = { .search = <%= e.title.typed | json %> };
    const struct <%= app.module %>_record **found;
    struct <%= app.module %>_error error;
    size_t count, i;

    if (!<%= app.module %>_add(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, values, sizeof(values) / sizeof(*values), &error))
        fprintf(stderr, "%s\n", error.why);
    found = <%= app.module %>_find(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, &query, &count);
    for (i = 0; i < count; i++)
        printf("%ld %s\n", found[i]->id, found[i]->values[<%= app.module | constant %>_<%= e.snake | constant %>_<%= e.title.attr | constant %>]);
    free(found);
    <%= app.module %>_free(database);
    return 0;
}
<% end %>
<% end %>
```

| Call | What it does |
|---|---|
| `<%= app.module %>_new()`, `<%= app.module %>_free()` | an empty database, and its end |
| `<%= app.module %>_add()` | checks and keeps a new record, gives its id; 0 where values are missing or wrong |
| `<%= app.module %>_get()` | the record, or `NULL` |
| `<%= app.module %>_find()` | the records with some values that contain a text, sorted; `free()` the list |
| `<%= app.module %>_update()` | changes the named fields only, or none |
| `<%= app.module %>_remove()` | removes it; `<%= app.module | constant %>_IN_USE` while others refer to it |
| `<%= app.module %>_save()`, `<%= app.module %>_load()` | everything as JSON, and back |

What is missing or wrong is told in `struct <%= app.module %>_error`, field by field. Values are texts in the one spelling of their type, as
`include/<%= app.module %>/records.h` says. A database is used by one thread at a time; where memory is exhausted the program ends with a message.

## Records

<% for e in entities %>
`<%= app.module | constant %>_KIND_<%= e.snake | constant %>`, its fields `<%= app.module | constant %>_<%= e.snake | constant %>_…`:

| Field | Type | |
|---|---|---|
<% for f in e.fields %>
| `<%= f.attr | constant %>` | <%= f.type %> | <% if f.required %>required<% end %><% if f.unique %> unique<% end %><% if f.type == "enum" %> one of <% for v in f.values %><% if not loop.first %>, <% end %><%= v %><% end %><% end %> |
<% end %>
<% for r in e.refs %>
| `<%= r.attr | constant %>` | reference | <% if r.required %>required: <% end %>the id of <%= r.toLabel | lower | article %> |
<% end %>

<% end %>
<% else %>
```c
#include <<%= app.module %>/operations.h>
```

| Function | What it does |
|---|---|
<% for op in operations %>
| `op_<%= op.id %>(options<% if op.input == "text" %>, text, size<% end %>, out)` | <%= op.summary %> |
<% end %>

Each adds text to `out`, which `text_free()` frees, and gives `NULL`, or what is wrong. Where memory is exhausted the program ends with a message.

<% for op in operations %>
<% for o in op.options %>
<% if loop.first %>
### op_<%= op.id %>

| Option | What it does |
|---|---|
<% end %>
| `<%= o.name %>` | <%= o.help %> |
<% if loop.last %>

<% end %>
<% end %>
<% end %>
<% end %>
## Test

```sh
make test
make sanitize    # the same under AddressSanitizer and UBSan
```

## Licence

None has been chosen yet: add a `LICENSE` file before others are to use it.
