/* The kinds of records. */
#include "records.h"
<% for e in entities %>
<% for f in e.fields %>
<% if f.type == "enum" %>

static const char *const <%= e.snake %>_<%= f.attr %>_values[] = { <% for v in f.values %><%= v | json %>, <% end %>NULL };
<% end %>
<% end %>

static const struct <%= app.module %>_field <%= e.snake %>_fields[] = {
<% for f in e.fields %>
    { .name = "<%= f.attr %>", .option = "<%= f.option %>", .label = "<%= f.label %>", .type = <%= app.module | constant %>_AS_<% if f.type == "markdown" %>TEXT<% elif f.type in ["image", "file"] %>URL<% elif f.type == "tags" %>STRING<% elif f.type == "rating" %>INTEGER<% else %><%= f.type | constant %><% end %><% if f.required and f.type != "boolean" %>, .required = true<% end %><% if f.unique and f.type != "boolean" %>, .unique = true<% end %><% if f.type == "enum" %>, .values = <%= e.snake %>_<%= f.attr %>_values<% end %> },
<% end %>
<% for r in e.refs %>
    { .name = "<%= r.attr %>", .option = "<%= r.option %>", .label = "<%= r.label %>", .type = <%= app.module | constant %>_AS_REFERENCE<% if r.required %>, .required = true<% end %>, .refers_to = <%= app.module | constant %>_KIND_<%= r.toSnake | constant %> },
<% end %>
};
<% end %>

const struct <%= app.module %>_kind <%= app.module %>_kinds[<%= app.module | constant %>_KINDS] = {
<% for e in entities %>
    [<%= app.module | constant %>_KIND_<%= e.snake | constant %>] = { "<%= e.table %>", "<%= e.command %>", "<%= e.label | lower %>", "<%= e.labels | lower %>", <%= e.snake %>_fields,
        <%= app.module | constant %>_<%= e.snake | constant %>_FIELDS, <%= app.module | constant %>_<%= e.snake | constant %>_<%= e.title.attr | constant %>, <% if e.doneField %><%= app.module | constant %>_<%= e.snake | constant %>_<%= e.doneField.attr | constant %><% else %>-1<% end %> },
<% end %>
};
