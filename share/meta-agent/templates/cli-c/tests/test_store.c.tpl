/* The file, programs that use it at the same time, and how records are shown. Results are told as TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store.h"
#include "table.h"

static int number, failures;

static void check(bool ok, const char *what)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");

    if (!file || fputs(text, file) < 0 || fclose(file))
        exit(99);
}
<% include "partials/samples.tpl" %>

static bool is_refused(const char *content, const char *why)
{
    struct <%= app.module %>_error error = { <%= app.module | constant %>_OK, "" };
    struct <%= app.module %>_database *database;

    write_file("records.json", content);
    database = store_read("records.json", &error);
    <%= app.module %>_free(database);
    return !database && strncmp(error.why, "records.json: ", 14) == 0 && strstr(error.why, why);
}

static void files_are_whole(void)
{
    struct <%= app.module %>_error error = { <%= app.module | constant %>_OK, "" };
    struct <%= app.module %>_database *database;
    int lock;

    check(is_refused("{\"format\": 1, ", "no JSON"), "a file that ends too early is refused");
    check(is_refused("{}", "not of this program"), "a file of another program is refused");
    remove("records.json");
    database = store_read("records.json", &error);
    check(database && error.status == <%= app.module | constant %>_OK, "where there is no file there are no records");
    lock = store_lock("below/it/records.json", &error);
    check(lock >= 0 && store_write("below/it/records.json", database, &error), "directories are made");
    store_unlock(lock);
    check(access("below/it/records.json", R_OK) == 0 && remove("below/it/records.json") == 0 &&
            remove("below/it/records.json.lock") == 0 && rmdir("below/it") == 0 && rmdir("below") == 0,
        "beside the file there is its lock alone");
    check(!store_write("no/such/records.json", database, &error) && strstr(error.why, "no/such/records.json: "),
        "a file that cannot be written is told of");
    <%= app.module %>_free(database);
}

static void links_are_followed(void)
{
    struct <%= app.module %>_error error = { <%= app.module | constant %>_OK, "" };
    char *path;

    write_file("records.json", "{}");
    path = symlink("records.json", "link.json") == 0 ? store_follow("link.json", &error) : NULL;
    check(path && strstr(path, "/records.json"), "a link is followed");
    free(path);
    check(remove("link.json") == 0 && !store_follow("/dev/null", &error) && strstr(error.why, "no ordinary file"),
        "a device is no file to keep records in");
}
<% for e in entities %>
<% if loop.first %>

/* Adds and removes one under the lock, so that only the ids tell of it. */
static void use_an_id(void)
{
    struct <%= app.module %>_error error = { <%= app.module | constant %>_OK, "" };
    int lock = store_lock("records.json", &error);
    struct <%= app.module %>_database *database = lock < 0 ? NULL : store_read("records.json", &error);

    if (!database || !<%= app.module %>_remove(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, add_<%= e.snake %>(database, false), &error) ||
        !store_write("records.json", database, &error))
        _exit(99);
    <%= app.module %>_free(database);
    store_unlock(lock);
}

static void nothing_is_lost(void)
{
    enum { PROCESSES = 8, EACH = 5 };
    struct <%= app.module %>_error error = { <%= app.module | constant %>_OK, "" };
    struct <%= app.module %>_database *database;
    pid_t children[PROCESSES];
    int i, k, status = 0;
    bool ended = true;

    remove("records.json");
    fflush(stdout);
    for (i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            for (k = 0; k < EACH; k++)
                use_an_id();
            _exit(0);
        }
    }
    for (i = 0; i < PROCESSES; i++)
        ended = waitpid(children[i], &status, 0) > 0 && status == 0 && ended;
    database = store_read("records.json", &error);
    check(ended && database && add_<%= e.snake %>(database, false) == PROCESSES * EACH + 1,
        "programs at the same time lose nothing of each other's");
    <%= app.module %>_free(database);
}

static void records_are_shown(void)
{
    const struct <%= app.module %>_kind *kind = &<%= app.module %>_kinds[<%= app.module | constant %>_KIND_<%= e.snake | constant %>];
    struct <%= app.module %>_database *database = <%= app.module %>_new();
    struct <%= app.module %>_change title = { kind->title, "a \"b\",\tc\x1b[2J\xc2\x9b" };
    const struct <%= app.module %>_record *record;
    struct <%= app.module %>_error error;
    struct text out = { NULL, 0, 0 };
    char *found;

    add_table(kind, NULL, 0, &out);
    text_add(&out, "", 1);
    check(strcmp(out.data, "no <%= e.labels | lower %>\n") == 0, "no records are told");
    (void)add_<%= e.snake %>(database, false); /* its id is 1 */
<% if e.title.type in ["string", "text", "markdown"] %>
    check(<%= app.module %>_update(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, 1, &title, 1, &error), "a title may be any text");
<% else %>
    check(!<%= app.module %>_update(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, 1, &title, 1, &error), "a title is no other text");
<% end %>
    record = <%= app.module %>_get(database, <%= app.module | constant %>_KIND_<%= e.snake | constant %>, 1);
    out.size = 0;
    add_table(kind, &record, 1, &out);
    text_add(&out, "", 1);
    found = strchr(out.data, '\n');
    check(strncmp(out.data, "ID  ", 4) == 0 && found && strncmp(found, "\n1   ", 5) == 0 && !strpbrk(found, "\t\x1b\x9b"),
        "a table has columns, and a record one line");
    out.size = 0;
    add_csv(kind, &record, 1, &out);
    text_add(&out, "", 1);
<% if e.title.type in ["string", "text", "markdown"] %>
    check(strstr(out.data, "\"a \"\"b\"\",\tc\x1b[2J\xc2\x9b\"") != NULL, "CSV has quotes where they are needed");
<% else %>
    check(strstr(out.data, "\n1,") != NULL, "CSV has a line for a record");
<% end %>
    out.size = 0;
    add_details(kind, record, &out);
    text_add(&out, "", 1);
    check(strncmp(out.data, "ID:", 3) == 0 && strstr(out.data, "<%= e.title.label %>:"), "details have a line for each field");
    text_free(&out);
    <%= app.module %>_free(database);
}
<% end %>
<% end %>

int main(void)
{
    char directory[] = "/tmp/test-store-XXXXXX";

    if (!mkdtemp(directory) || chdir(directory))
        return 99;
    files_are_whole();
    links_are_followed();
    nothing_is_lost();
    records_are_shown();
    remove("records.json");
    remove("records.json.lock");
    printf("1..%d\n", number);
    return chdir("/") || rmdir(directory) || failures > 0;
}
