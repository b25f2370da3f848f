<% for e in entities %>

/* A valid one, or another; what it needs is added before it where there is none. */
static long add_<%= e.snake %>(struct <%= app.module %>_database *database, bool other)
{
    struct <%= app.module %>_error error;
<% for r in e.refs %>
<% if r.required %>
    char <%= r.attr %>[32];
<% end %>
<% end %>
    struct <%= app.module %>_change values[] = {
<% for f in e.fields %>
<% if f.type != "boolean" %>
        { <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, other ? <%= f.typed2 | json %> : <%= f.typed | json %> },
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
        { <%= app.module | constant %>_<%= e.snake | constant %>_<%= r.attr | constant %>, <%= r.attr %> },
<% end %>
<% end %>
    };
<% for r in e.refs %>
<% if r.required %>

    (void)snprintf(<%= r.attr %>, sizeof(<%= r.attr %>), "%ld", any_<%= r.toSnake %>(database)); /* it fits */
<% end %>
<% end %>
    return <%= app.module %>_add(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, values, sizeof(values) / sizeof(*values), &error);
}

__attribute__((unused)) static long any_<%= e.snake %>(struct <%= app.module %>_database *database)
{
    return <%= app.module %>_get(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, 1) ? 1 : add_<%= e.snake %>(database, false);
}
<% end %>
