/* Records in memory. Results are told as TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"

static int number, failures;

static void check(bool ok, const char *kind, const char *what)
{
    printf("%sok %d - %s: %s\n", ok ? "" : "not ", ++number, kind, what);
    failures += !ok;
}
<% include "partials/samples.tpl" %>

static bool has(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, int field, const char *typed)
{
    const struct <%= app.module %>_record *record = <%= app.module %>_get(database, kind, id);
    struct text wanted = { NULL, 0, 0 };
    bool same;

    if (<%= app.module %>_read_value(&<%= app.module %>_kinds[kind].fields[field], typed, &wanted))
        return false;
    text_add(&wanted, "", 1);
    same = record && record->values[field] && strcmp(record->values[field], wanted.data) == 0;
    text_free(&wanted);
    return same;
}

static bool change(
    struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, int field, const char *value, const char *why)
{
    struct <%= app.module %>_change one = { field, value };
    struct <%= app.module %>_error error;
    bool changed = <%= app.module %>_update(database, kind, id, &one, 1, &error);

    return why ? !changed && strstr(error.why, why) : changed;
}

/* How many of a kind are found, and that they come back from JSON as they were. */
static bool holds(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, size_t wanted)
{
    struct <%= app.module %>_query all = { .where_count = 0 };
    struct <%= app.module %>_database *again = <%= app.module %>_new();
    struct text saved = { NULL, 0, 0 }, second = { NULL, 0, 0 };
    struct <%= app.module %>_error error;
    size_t count;
    bool ok;

    free(<%= app.module %>_find(database, kind, &all, &count));
    <%= app.module %>_save(database, &saved);
    ok = <%= app.module %>_load(again, saved.data, saved.size, &error);
    <%= app.module %>_save(again, &second);
    ok = ok && saved.size == second.size && memcmp(saved.data, second.data, saved.size) == 0;
    <%= app.module %>_free(again);
    text_free(&saved);
    text_free(&second);
    return ok && count == wanted;
}
<% for e in entities %>

static void test_<%= e.snake %>(void)
{
    static const char kind[] = "<%= e.label | lower %>";
    const enum <%= app.module %>_kind_id id = <%= app.module | constant %>_KIND_<%= e.snake | constant %>;
    struct <%= app.module %>_database *database = <%= app.module %>_new();
    struct <%= app.module %>_change none = { <%= app.module | constant %>_<%= e.snake | constant %>_<%= e.title.attr | constant %>, " " };
    struct <%= app.module %>_query query = { .search = <%= e.title.typed | json %> };
    const struct <%= app.module %>_record **found;
    struct <%= app.module %>_error error;
    size_t count;
    long first, second;

    check(<%= app.module %>_add(database, id, &none, 1, &error) == 0 && error.status == <%= app.module | constant %>_INVALID && strstr(error.why, "<% if cli %><%= e.title.option %><% else %><%= e.title.attr %><% end %>"), kind,
        "one without a title is refused");
    check(holds(database, id, 0), kind, "and nothing is kept");
    first = add_<%= e.snake %>(database, false);
    second = add_<%= e.snake %>(database, true);
    check(first == 1 && second == 2 && holds(database, id, 2), kind, "records are kept, and come back from JSON");
<% for f in e.fields %>
<% if f.type != "boolean" %>
    check(has(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, <%= f.typed | json %>), kind, "<%= f.attr %> is kept as it was given");
<% if f.unique %>
    check(change(database, id, second, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, <%= f.typed | json %>, "is taken already"), kind, "<%= f.attr %> is there only once");
<% end %>
<% if f.required %>
    check(change(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, NULL, "is required"), kind, "<%= f.attr %> is required");
<% else %>
    check(change(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, "", NULL) &&
            !<%= app.module %>_get(database, id, first)->values[<%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>], kind, "<%= f.attr %> is removed by an empty text");
    check(change(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, <%= f.typed | json %>, NULL), kind, "<%= f.attr %> is set again");
<% end %>
<% if f.invalid and f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file", "enum"] %>
    check(change(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, <%= f.invalid | json %>, "must be"), kind, "a wrong <%= f.attr %> is refused");
<% end %>
<% else %>
    check(has(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, "no") &&
            change(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, "yes", NULL) &&
            has(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>, "true"), kind, "<%= f.attr %> is switched on");
<% end %>
<% end %>
<% for r in e.refs %>
    check(change(database, id, first, <%= app.module | constant %>_<%= e.snake | constant %>_<%= r.attr | constant %>, "999", "999 does not exist"), kind, "<%= r.attr %> is the id of what is there");
<% end %>
    found = <%= app.module %>_find(database, id, &query, &count);
    check(count == 1 && found[0]->id == first, kind, "a text is searched");
    free(found);
    query = (struct <%= app.module %>_query){ .reverse = true };
    found = <%= app.module %>_find(database, id, &query, &count);
    check(count == 2 && found[0]->id == second, kind, "the last comes first where that is asked for");
    free(found);
    check(<%= app.module %>_remove(database, id, second, &error) && !<%= app.module %>_get(database, id, second), kind, "what is removed is gone");
    check(!<%= app.module %>_remove(database, id, second, &error) && error.status == <%= app.module | constant %>_NOT_FOUND &&
            change(database, id, second, none.field, "x", "does not exist"), kind, "what is gone is neither removed nor changed");
    check(add_<%= e.snake %>(database, true) == 3, kind, "ids are not used again");
    <%= app.module %>_free(database);
}
<% for c in e.children %>
<% if c.name != e.name %>

static void test_<%= e.snake %>_in_use_as_<%= c.snake %>_<%= c.refAttr %>(void)
{
    struct <%= app.module %>_database *database = <%= app.module %>_new();
    char target[32];
    long used, user;
    struct <%= app.module %>_error error;

    user = add_<%= c.snake %>(database, false);
    used = add_<%= e.snake %>(database, true);
    (void)snprintf(target, sizeof(target), "%ld", used); /* it fits */
    check(change(database, <%= app.module | constant %>_KIND_<%= c.snake | constant %>, user, <%= app.module | constant %>_<%= c.snake | constant %>_<%= c.refAttr | constant %>, target, NULL) &&
            !<%= app.module %>_remove(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, used, &error) && error.status == <%= app.module | constant %>_IN_USE,
        "<%= e.label | lower %>", "it is not removed while <%= c.snake | article %> refers to it");
    <%= app.module %>_free(database);
}
<% end %>
<% end %>
<% end %>

/* Every file that ends too early, or holds a wrong byte, is refused or read: nothing else happens. */
static void broken_files_are_refused(void)
{
    struct <%= app.module %>_database *database = <%= app.module %>_new(), *again;
    struct text saved = { NULL, 0, 0 };
    struct <%= app.module %>_error error;
    bool refused = true;
    size_t i;

<% for e in entities %>
    add_<%= e.snake %>(database, false);
<% end %>
    <%= app.module %>_save(database, &saved);
    for (i = 0; i + 2 < saved.size; i++) {
        again = <%= app.module %>_new();
        refused = refused && !<%= app.module %>_load(again, saved.data, i, &error) && error.why[0];
        <%= app.module %>_free(again);
    }
    check(refused, "file", "one that ends too early is refused");
    for (i = 0; i < saved.size; i++) {
        char kept = saved.data[i];

        saved.data[i] = '}';
        again = <%= app.module %>_new();
        (void)<%= app.module %>_load(again, saved.data, saved.size, &error); /* within a text it is as good as another */
        <%= app.module %>_free(again);
        saved.data[i] = kept;
    }
    again = <%= app.module %>_new();
    check(<%= app.module %>_load(again, saved.data, saved.size, &error), "file", "the whole one is read");
    <%= app.module %>_free(again);
    again = <%= app.module %>_new();
    check(!<%= app.module %>_load(again, "{\"format\": 2}", 13, &error) && strstr(error.why, "not of this program"), "file",
        "one of another program is refused");
    <%= app.module %>_free(again);
    <%= app.module %>_free(database);
    text_free(&saved);
}

int main(void)
{
<% for e in entities %>
    test_<%= e.snake %>();
<% for c in e.children %>
<% if c.name != e.name %>
    test_<%= e.snake %>_in_use_as_<%= c.snake %>_<%= c.refAttr %>();
<% end %>
<% end %>
<% end %>
    broken_files_are_refused();
    printf("1..%d\n", number);
    return failures > 0;
}
