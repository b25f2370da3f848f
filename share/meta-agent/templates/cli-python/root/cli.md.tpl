# <%= app.title %>

> <%= app.summary %>

A command-line program in Python. It needs Python 3.10 or newer and no other package.

<% include "partials/missing.tpl" %>
## Install

```sh
python3 -m pip install .
<%= app.name %> --help
```

Without installing it: `PYTHONPATH=src python3 -m <%= app.module %> --help`.

## Synopsis

<% if entities %>
```
<%= app.name %> [--file PATH] <% if not alone %>KIND <% end %>COMMAND [OPTION]...
```

<% if not alone %>
KIND is <% for e in entities %><% if not loop.first %><% if loop.last %> or <% else %>, <% end %><% end %>`<%= e.command %>`<% end %>.

<% end %>
| Command | What it does |
|---|---|
| `add TITLE [--FIELD VALUE]... [--json \| --quiet]` | adds a record and tells its id |
| `list [--search TEXT] [--where FIELD=VALUE]... [--sort FIELD] [--reverse] [--json \| --csv]` | lists records |
| `show ID [--json]` | shows one with all its fields |
| `edit ID [--FIELD VALUE]... [--json \| --quiet]` | changes the named fields; an empty value removes the old one |
| `remove ID... [--quiet]` | removes records that no other refers to |
<% if anyDone %>
| `done ID... [--json \| --quiet]` | marks <% for e in entities %><% if e.doneField %><%= e.labels | lower %> <% end %><% end %>as done |
<% end %>

`--json` prints the record that was added or changed, `--quiet` nothing when it is done. Control characters of records, and those that
turn a text round, are spelled out (`\x1b`, `\u202e`) for people; files, JSON and CSV have them as they are.

## Fields

<% for e in entities %>
<% if not alone %>
### <%= e.label %>

<% end %>
| Option | Value | |
|---|---|---|
<% for f in e.fields %>
<% if f.isTitle %>
| `<%= f.option | upper %>`, first after `add`; `--<%= f.option %>` of `edit` | <%= f.type %> | required<% if f.unique %>, unique<% end %> |
<% elif f.type == "boolean" %>
| `--<%= f.option %>`, `--no-<%= f.option %>` | | |
<% else %>
| `--<%= f.option %>` | <% if f.type == "enum" %><% for v in f.values %><% if not loop.first %>, <% end %><%= v %><% end %><% else %><%= f.type %><% end %> | <% if f.required %>required<% end %><% if f.unique %> unique<% end %> |
<% end %>
<% end %>
<% for r in e.refs %>
| `--<%= r.option %>` | id of <%= r.toLabel | lower | article %> | <% if r.required %>required<% end %> |
<% end %>

<% end %>
Dates are `YYYY-MM-DD`, times `HH:MM`, moments `YYYY-MM-DDTHH:MM`, money has at most two decimal places.

## Examples

```sh
<% for e in entities %>
<% if loop.first %>
<%= app.name %> <% if not alone %><%= e.command %> <% end %>add <%= e.title.typed | json %><% for f in e.fields %><% if not f.isTitle and f.type != "boolean" and f.required %> --<%= f.option %> <%= f.typed | json %><% end %><% end %><% for r in e.refs %><% if r.required %> --<%= r.option %> 1<% end %><% end %>
<%= app.name %> <% if not alone %><%= e.command %> <% end %>list --search <%= e.title.typed | json %>
<%= app.name %> <% if not alone %><%= e.command %> <% end %>list --json
<% end %>
<% end %>
```

## Files and environment

Records are kept as JSON in the file that `--file` names, else `$<%= app.module | constant %>_FILE`, else
`$XDG_DATA_HOME/<%= app.name %>/<%= app.name %>.json` (`~/.local/share` where that is not set). It is written to a new file that then
takes its place, so that it is never half written; a lock beside it keeps programs at the same time apart.
<% else %>
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
<% end %>

## Exit codes

| Code | Meaning |
|---|---|
| 0 | done |
| 1 | refused: <% if entities %>no such record, others refer to it, or the file cannot be used<% else %>a file cannot be read, or what is in it is not what is needed<% end %> |
| 2 | wrong use<% if entities %>, or wrong values<% end %> |

## Test

```sh
python3 -m unittest discover -s tests
python3 -m unittest discover -s acceptance    # what the contract promises
```

## Licence

None has been chosen yet: add a `LICENSE` file before others are to use it.
