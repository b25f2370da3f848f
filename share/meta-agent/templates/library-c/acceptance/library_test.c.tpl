/* What the library promises, used through what it exports. Results are told as TAP. */
<% if operations %>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <<%= app.module %>/operations.h>

<% include "partials/examples.tpl" %>

int main(void)
{
<% for x in examples %>
    test("<%= x.operation %> gives what is promised, <%= loop.index %>", is_kept(&examples[<%= loop.index %>]));
<% end %>
    for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++)
        if (!examples[i].output)
            test(examples[i].name, is_kept(&examples[i]));
    printf("1..%d\n", number);
    return failures > 0;
}
<% else %>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <<%= app.module %>/records.h>

static int number, failures;

static void test(const char *what, bool ok)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}
<% include "partials/samples.tpl" %>

/* Whether exactly this one is found. */
static bool finds(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, const struct <%= app.module %>_query *query, long id)
{
    size_t count;
    const struct <%= app.module %>_record **found = <%= app.module %>_find(database, kind, query, &count);
    bool alone = count == 1 && found[0]->id == id;

    free(found);
    return alone;
}

static bool is_refused(struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, int field, const char *value, const char *name)
{
    struct <%= app.module %>_change change = { field, value };
    struct <%= app.module %>_error error;

    return !<%= app.module %>_update(database, kind, id, &change, 1, &error) && error.status == <%= app.module | constant %>_INVALID && strstr(error.why, name);
}

/* A database of what another one gave as JSON. */
static struct <%= app.module %>_database *again(const struct <%= app.module %>_database *database)
{
    struct <%= app.module %>_database *copy = <%= app.module %>_new();
    struct text json = { NULL, 0, 0 };
    struct <%= app.module %>_error error;

    <%= app.module %>_save(database, &json);
    if (!<%= app.module %>_load(copy, json.data, json.size, &error))
        fprintf(stderr, "%s\n", error.why);
    text_free(&json);
    return copy;
}
<% for e in entities %>

static void test_<%= e.snake %>(void)
{
    const enum <%= app.module %>_kind_id kind = <%= app.module | constant %>_KIND_<%= e.snake | constant %>;
    const int title = <%= app.module | constant %>_<%= e.snake | constant %>_<%= e.title.attr | constant %>;
    struct <%= app.module %>_database *database = <%= app.module %>_new(), *copy;
    struct <%= app.module %>_change wanted = { title, <%= e.title.typed2 | json %> };
    struct <%= app.module %>_error error;
    long first = add_<%= e.snake %>(database, false), second = add_<%= e.snake %>(database, true);

    test("<%= e.snake %>: it is found by its id", first > 0 && <%= app.module %>_get(database, kind, first) && <%= app.module %>_get(database, kind, first)->id == first);
    test("<%= e.snake %>: with its values", strcmp(<%= app.module %>_get(database, kind, first)->values[title], <%= e.title.typed | json %>) == 0);
    test("<%= e.snake %>: a text is searched", finds(database, kind, &(struct <%= app.module %>_query){ .search = <%= e.title.typed2 | json %> }, second));
    test("<%= e.snake %>: a value is filtered", finds(database, kind, &(struct <%= app.module %>_query){ .where = &wanted, .where_count = 1 }, second));
    copy = again(database);
    test("<%= e.snake %>: it comes back from JSON", finds(copy, kind, &(struct <%= app.module %>_query){ .search = <%= e.title.typed2 | json %> }, second));
    <%= app.module %>_free(copy);
    test("<%= e.snake %>: what is removed is gone", <%= app.module %>_remove(database, kind, second, &error) && !<%= app.module %>_get(database, kind, second));
    test("<%= e.snake %>: what is not there is not removed", !<%= app.module %>_remove(database, kind, second, &error) && error.status == <%= app.module | constant %>_NOT_FOUND);
    test("<%= e.snake %>: nor changed", !<%= app.module %>_update(database, kind, second, &wanted, 1, &error) && error.status == <%= app.module | constant %>_NOT_FOUND);
    test("<%= e.snake %>: its id is not used again", add_<%= e.snake %>(database, true) > second);
<% for f in e.fields %>
<% if f.required and f.type != "boolean" %>
    test("<%= e.snake %>: <%= f.attr %> is required", is_refused(database, kind, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, NULL, "<%= f.attr %>"));
<% end %>
<% if f.unique and f.type != "boolean" %>
    test("<%= e.snake %>: <%= f.attr %> is there only once", is_refused(database, kind, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, <%= f.typed2 | json %>, "<%= f.attr %>"));
<% end %>
<% if f.invalid and f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file", "enum"] %>
    test("<%= e.snake %>: a wrong <%= f.attr %> is refused", is_refused(database, kind, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, <%= f.invalid | json %>, "<%= f.attr %>"));
<% end %>
<% end %>
<% for r in e.refs %>
    test("<%= e.snake %>: <%= r.attr %> is the id of what is there", is_refused(database, kind, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= r.attr | constant %>, "999", "<%= r.attr %>"));
<% if r.to != e.name %>
    {
        struct <%= app.module %>_change change = { <%= app.module | constant %>_<%= e.snake | constant %>_<%= r.attr | constant %>, "1" };

        (void)any_<%= r.toSnake %>(database); /* its id is 1 */
        test("<%= e.snake %>: what it refers to as <%= r.attr %> is not removed", <%= app.module %>_update(database, kind, first, &change, 1, &error) && !<%= app.module %>_remove(database, <%= app.module | constant %>_KIND_<%= r.toSnake | constant %>, 1, &error) &&
                error.status == <%= app.module | constant %>_IN_USE);
    }
<% end %>
<% end %>
    <%= app.module %>_free(database);
}
<% end %>

int main(void)
{
<% for e in entities %>
    test_<%= e.snake %>();
<% end %>
    printf("1..%d\n", number);
    return failures > 0;
}
<% end %>
