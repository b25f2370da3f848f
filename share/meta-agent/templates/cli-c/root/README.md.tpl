# <%= app.title %>

> <%= app.summary %>

A command-line program in C11. It needs a C compiler, make and nothing else.

## Build and install

```sh
make
build/<%= app.name %> --help
sudo make install    # into /usr/local; PREFIX and DESTDIR are honoured
```

## Synopsis

```
<% for op in operations %>
<%= app.name %><% if not single %> <%= op.command %><% end %><% for o in op.options %> [--<%= o.option %><% if o.type != "flag" %> <% if o.values %><% for v in o.values %><% if not loop.first %>|<% end %><%= v %><% end %><% else %><% if o.type == "int" %>N<% else %>TEXT<% end %><% end %><% end %>]<% end %><% for a in op.arguments %> <%= a.name | upper %><% end %><% if op.input == "text" %> [FILE]...<% elif op.input == "paths" %> PATH...<% end %>
<% end %>
```

<% if textOperations %>
Without a FILE, or with `-`, standard input is read. Text is UTF-8.

<% end %>
<% for op in operations %>
<% if not single %>
### <%= op.command %>

<% end %>
<%= op.summary %>.
<% for o in op.options %>
<% if loop.first %>

| Option | What it does |
|---|---|
<% end %>
| `--<%= o.option %>` | <%= o.help %><% if o.default %>; <%= o.default %> where it is not given<% end %> |
<% end %>
<% for a in op.arguments %>
<% if a.help %>

`<%= a.name | upper %>`: <%= a.help %>.
<% end %>
<% end %>

<% end %>
## Examples

```sh
<% for op in operations %>
<% if op.input == "text" %>
printf 'one two\nthree\n' | <%= app.name %><% if not single %> <%= op.command %><% end %><% for a in op.arguments %> <% if loop.first %>one<% else %>two<% end %><% end %>
<% elif op.input == "paths" %>
<%= app.name %><% if not single %> <%= op.command %><% end %><% if op.id == "rename" %> --by-date --dry-run<% end %> *.txt
<% else %>
<% for x in op.examples %>
<% if loop.first %>
<%= app.name %><% if not single %> <%= op.command %><% end %><% for a in x.args %> <%= a %><% end %>
<% end %>
<% end %>
<% if op.random %>
<%= app.name %><% if not single %> <%= op.command %><% end %><% if op.arguments %> 2d6<% end %>
<% end %>
<% end %>
<% end %>
```

## Exit codes

| Code | Meaning |
|---|---|
| 0 | done |
| 1 | refused: <% if entities %>no such record, others refer to it, or the file cannot be used<% else %>a file cannot be read, or what is in it is not what is needed<% end %> |
| 2 | wrong use<% if entities %>, or wrong values<% end %> |

## Test

```sh
make test
make sanitize    # the same under AddressSanitizer and UBSan
```

## Licence

None has been chosen yet: add a `LICENSE` file before others are to use it.
