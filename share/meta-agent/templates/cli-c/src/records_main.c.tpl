/*
 * The command line: <% if alone %><%= app.name %> COMMAND<% else %><%= app.name %> KIND COMMAND<% end %>.
 *
 * Exit codes: 0 done, 1 refused (no such record, in use, the file), 2 wrong use or wrong values.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store.h"
#include "table.h"

#define VERSION "0.1.0"

/* A command as it was typed. */
struct call {
    enum <%= app.module %>_kind_id id;
    const struct <%= app.module %>_kind *kind;
    struct <%= app.module %>_database *database;
    struct text out;
    struct <%= app.module %>_change values[<%= app.module | constant %>_FIELDS_MAX]; /* what options say of fields */
    size_t values_count;
    char **words; /* what is no option */
    size_t words_count;
    const char *search;
    struct <%= app.module %>_change *where;
    struct text *spelled; /* the values of `where` */
    size_t where_count;
    int sort; /* a field; -1: the id */
    bool reverse, json, csv, quiet;
};

static void complain(const char *what, const char *why)
{
    struct text line = { NULL, 0, 0 };

    text_addf(&line, "<%= app.name %>: ");
    add_visible(&line, what, false);
    text_addf(&line, "%s", *why ? ": " : "");
    add_visible(&line, why, false);
    text_add(&line, "\n", 1);
    fwrite(line.data, 1, line.size, stderr);
    text_free(&line);
}

static int fail(int code, const char *what, const char *why)
{
    complain(what, why);
    if (code == 2)
        fputs("Try: <%= app.name %> --help\n", stderr);
    return code;
}

static int refuse(const struct <%= app.module %>_error *error)
{
    complain(error->why, "");
    return error->status == <%= app.module | constant %>_INVALID ? 2 : 1;
}

static int print(struct text *out)
{
    bool failed = out->size > 0 && fwrite(out->data, 1, out->size, stdout) != out->size;

    failed = fflush(stdout) || failed;
    return failed ? fail(1, "standard output", strerror(errno)) : 0;
}

static void help_kind(const struct <%= app.module %>_kind *kind)
{
    static const char *const typed[] = {
        [<%= app.module | constant %>_AS_STRING] = "TEXT",
        [<%= app.module | constant %>_AS_TEXT] = "TEXT",
        [<%= app.module | constant %>_AS_INTEGER] = "NUMBER",
        [<%= app.module | constant %>_AS_DECIMAL] = "NUMBER",
        [<%= app.module | constant %>_AS_MONEY] = "AMOUNT",
        [<%= app.module | constant %>_AS_BOOLEAN] = "",
        [<%= app.module | constant %>_AS_DATE] = "YYYY-MM-DD",
        [<%= app.module | constant %>_AS_TIME] = "HH:MM",
        [<%= app.module | constant %>_AS_DATETIME] = "YYYY-MM-DDTHH:MM",
        [<%= app.module | constant %>_AS_EMAIL] = "ADDRESS",
        [<%= app.module | constant %>_AS_URL] = "ADDRESS",
        [<%= app.module | constant %>_AS_PHONE] = "NUMBER",
        [<%= app.module | constant %>_AS_ENUM] = "",
        [<%= app.module | constant %>_AS_JSON] = "JSON",
        [<%= app.module | constant %>_AS_REFERENCE] = "ID",
    };
    const struct <%= app.module %>_field *field;
    const char *const *value;
    int i;

    printf("\n%s:\n", kind->labels);
    for (i = 0; i < kind->fields_count; i++) {
        field = &kind->fields[i];
        printf("  --%s%s%s%s", field->type == <%= app.module | constant %>_AS_BOOLEAN ? "[no-]" : "", field->option,
            *typed[field->type] || field->values ? " " : "", typed[field->type]);
        for (value = field->values; value && *value; value++)
            printf("%s%s", value == field->values ? "" : "|", *value);
        printf("%s%s\n", field->required ? "  required" : "", i == kind->title ? ", typed without its option after add" : "");
    }
}

static int help(void)
{
    int i;

    puts("usage: <%= app.name %> [--file PATH] <% if not alone %>KIND <% end %>COMMAND [OPTION]...\n"
         "\n"
<% if not alone %>
         "KIND is <% for e in entities %><% if not loop.first %>, <% end %><%= e.command %><% end %>.\n"
         "\n"
<% end %>
         "  add TITLE [--FIELD VALUE]...    add a record:\n"
         "    --json, --quiet               told as JSON, or not at all; edit<% if anyDone %> and done<% end %>, too\n"
         "  list                            list records:\n"
         "    --search TEXT                 only those with this text\n"
         "    --where FIELD=VALUE           only those with this value; may be repeated\n"
         "    --sort FIELD, --reverse       their order\n"
         "    --json, --csv                 as JSON or CSV\n"
         "  show ID [--json]                show one with all its fields\n"
         "  edit ID [--FIELD VALUE]...      change it; an empty value removes the old one\n"
         "  remove ID... [--quiet]          remove records that no other refers to\n"
<% if anyDone %>
         "  done ID...                      mark <% if alone %><% for e in entities %><%= e.labels | lower %><% end %><% else %>records<% end %> as done\n"
<% end %>
         "\n"
         "Records are kept in --file, else $<%= app.module | constant %>_FILE, else\n"
         "~/.local/share/<%= app.name %>/<%= app.name %>.json. --version tells the version.");
    for (i = 0; i < <%= app.module | constant %>_KINDS; i++)
        help_kind(&<%= app.module %>_kinds[i]);
    return 0;
}

static int find_field(const struct <%= app.module %>_kind *kind, const char *name, size_t size)
{
    int i;

    for (i = 0; i < kind->fields_count; i++)
        if ((strlen(kind->fields[i].option) == size && memcmp(kind->fields[i].option, name, size) == 0) ||
            (strlen(kind->fields[i].name) == size && memcmp(kind->fields[i].name, name, size) == 0))
            return i;
    return -1;
}

/* The later of two values of one field is meant. */
static void set(struct call *c, int field, const char *value)
{
    size_t i;

    for (i = 0; i < c->values_count && c->values[i].field != field; i++)
        ;
    c->values[i].field = field;
    c->values[i].value = value;
    if (i == c->values_count)
        c->values_count++;
}

/* The value of "--name value" or "--name=value"; NULL: it has none. */
static const char *value_of(char **argv, int *at)
{
    char *equals = strchr(argv[*at], '=');

    return equals ? equals + 1 : argv[*at + 1] ? argv[++*at] : NULL;
}

static int read_output_option(struct call *c, char **argv, int *at)
{
    if (strcmp(argv[*at], "--json") == 0)
        c->json = true;
    else if (strcmp(argv[*at], "--quiet") == 0)
        c->quiet = true;
    else
        return fail(2, argv[*at], "no such option");
    return 0;
}

/* "--due-date 2026-01-15", "--done", "--no-done"; "--json" where no field is called so. */
static int read_field_option(struct call *c, char **argv, int *at)
{
    const char *name = argv[*at] + 2, *typed = argv[*at], *value;
    size_t size = strcspn(name, "=");
    int field = find_field(c->kind, name, size);
    bool no = field < 0 && size > 3 && strncmp(name, "no-", 3) == 0;

    if (no)
        field = find_field(c->kind, name + 3, size - 3);
    if (field < 0 || (no && c->kind->fields[field].type != <%= app.module | constant %>_AS_BOOLEAN))
        return read_output_option(c, argv, at);
    if (c->kind->fields[field].type == <%= app.module | constant %>_AS_BOOLEAN && !name[size]) {
        set(c, field, no ? "false" : "true");
        return 0;
    }
    value = no ? NULL : value_of(argv, at);
    if (!value)
        return fail(2, typed, "its value is missing");
    set(c, field, value);
    return 0;
}

static int add_condition(struct call *c, const char *condition)
{
    size_t size = strcspn(condition, "=");
    int field = find_field(c->kind, condition, size);
    const char *why = NULL;

    if (field < 0 || !condition[size])
        return fail(2, condition, field < 0 ? "is no field" : "must be given as FIELD=VALUE");
    c->where = resize(c->where, (c->where_count + 1) * sizeof(*c->where));
    c->spelled = resize(c->spelled, (c->where_count + 1) * sizeof(*c->spelled));
    c->spelled[c->where_count] = (struct text){ NULL, 0, 0 };
    if (condition[size + 1])
        why = <%= app.module %>_read_value(&c->kind->fields[field], condition + size + 1, &c->spelled[c->where_count]);
    text_add(&c->spelled[c->where_count], "", 1);
    c->where[c->where_count].field = field;
    c->where_count++;
    return why ? fail(2, c->kind->fields[field].option, why) : 0;
}

/* "--sort" or "--sort=..." */
static bool is_named(const char *option, const char *name)
{
    return strncmp(option, name, strlen(name)) == 0 && strchr("=", option[strlen(name)]);
}

static int read_list_option(struct call *c, char **argv, int *at)
{
    char *option = argv[*at];
    const char *value;

    if (strcmp(option, "--reverse") == 0)
        c->reverse = true;
    else if (strcmp(option, "--json") == 0)
        c->json = true;
    else if (strcmp(option, "--csv") == 0)
        c->csv = true;
    else if (!is_named(option, "--search") && !is_named(option, "--where") && !is_named(option, "--sort"))
        return fail(2, option, "no such option");
    else if (!(value = value_of(argv, at)))
        return fail(2, option, "its value is missing");
    else if (is_named(option, "--where"))
        return add_condition(c, value);
    else if (is_named(option, "--search"))
        c->search = value;
    else if (strcmp(value, "id") != 0 && (c->sort = find_field(c->kind, value, strlen(value))) < 0)
        return fail(2, value, "is no field");
    return 0;
}

static int read_show_option(struct call *c, char **argv, int *at)
{
    if (strcmp(argv[*at], "--json") != 0)
        return fail(2, argv[*at], "no such option");
    c->json = true;
    return 0;
}

static int read_quiet_option(struct call *c, char **argv, int *at)
{
    if (strcmp(argv[*at], "--quiet") != 0)
        return fail(2, argv[*at], "no such option");
    c->quiet = true;
    return 0;
}

/* Words between `least` and `most`. */
static int count_words(const struct call *c, size_t least, size_t most, const char *what)
{
    if (c->words_count < least)
        return fail(2, what, "it is missing");
    return c->words_count > most ? fail(2, c->words[most], "one word too many") : 0;
}

/* The id of a word, from 1; 0, and it is told, where it is none. */
static long id_of(const char *word)
{
    long id;

    if (read_number(word, 1, 2147483647, &id))
        return id;
    (void)fail(2, word, "must be an id");
    return 0;
}

static void tell(struct call *c, const char *done, long id)
{
    const struct <%= app.module %>_record *record = <%= app.module %>_get(c->database, c->id, id);

    if (c->json) {
        add_json(c->kind, &record, 1, &c->out);
    } else if (!c->quiet) {
        text_addf(&c->out, "%s %s %ld: ", done, c->kind->label, id);
        add_visible(&c->out, record->values[c->kind->title], false);
        text_add(&c->out, "\n", 1);
    }
}

static int run_add(struct call *c)
{
    struct <%= app.module %>_error error;
    long id;

    if (count_words(c, 1, 1, c->kind->fields[c->kind->title].option))
        return 2;
    set(c, c->kind->title, c->words[0]);
    id = <%= app.module %>_add(c->database, c->id, c->values, c->values_count, &error);
    if (!id)
        return refuse(&error);
    tell(c, "added", id);
    return 0;
}

static int run_list(struct call *c)
{
    struct <%= app.module %>_query query = { .where_count = c->where_count, .search = c->search, .reverse = c->reverse };
    const struct <%= app.module %>_record **found;
    size_t count, i;

    if (count_words(c, 0, 0, ""))
        return 2;
    for (i = 0; i < c->where_count; i++)
        c->where[i].value = c->spelled[i].data;
    query.where = c->where;
    query.sort = c->sort >= 0 ? &c->sort : NULL;
    found = <%= app.module %>_find(c->database, c->id, &query, &count);
    if (c->json)
        add_json(c->kind, found, count, &c->out);
    else if (c->csv)
        add_csv(c->kind, found, count, &c->out);
    else
        add_table(c->kind, found, count, &c->out);
    free(found);
    return 0;
}

static int run_show(struct call *c)
{
    const struct <%= app.module %>_record *record;
    long id;

    if (count_words(c, 1, 1, "ID") || !(id = id_of(c->words[0])))
        return 2;
    record = <%= app.module %>_get(c->database, c->id, id);
    if (!record) {
        fprintf(stderr, "<%= app.name %>: %s %ld does not exist\n", c->kind->label, id);
        return 1;
    }
    if (c->json)
        add_json(c->kind, &record, 1, &c->out);
    else
        add_details(c->kind, record, &c->out);
    return 0;
}

static int run_edit(struct call *c)
{
    struct <%= app.module %>_error error;
    long id;

    if (count_words(c, 1, 1, "ID") || !(id = id_of(c->words[0])))
        return 2;
    if (c->values_count == 0)
        return fail(2, "nothing", "say what is to be changed, as --help shows");
    if (!<%= app.module %>_update(c->database, c->id, id, c->values, c->values_count, &error))
        return refuse(&error);
    tell(c, "changed", id);
    return 0;
}

static int run_remove(struct call *c)
{
    struct <%= app.module %>_error error;
    size_t i;
    long id;

    if (count_words(c, 1, c->words_count, "ID"))
        return 2;
    for (i = 0; i < c->words_count; i++) {
        if (!(id = id_of(c->words[i])))
            return 2;
        if (!<%= app.module %>_remove(c->database, c->id, id, &error))
            return refuse(&error);
        if (!c->quiet)
            text_addf(&c->out, "removed %s %ld\n", c->kind->label, id);
    }
    return 0;
}
<% if anyDone %>

static void tell_done(struct call *c)
{
    const struct <%= app.module %>_record **records = resize(NULL, c->words_count * sizeof(*records));
    size_t i;

    for (i = 0; i < c->words_count; i++)
        records[i] = <%= app.module %>_get(c->database, c->id, id_of(c->words[i]));
    if (c->json)
        add_json(c->kind, records, c->words_count, &c->out);
    for (i = 0; i < c->words_count && !c->json && !c->quiet; i++) {
        text_add(&c->out, "done: ", 6);
        add_visible(&c->out, records[i]->values[c->kind->title], false);
        text_add(&c->out, "\n", 1);
    }
    free(records);
}

static int run_done(struct call *c)
{
    struct <%= app.module %>_change done = { c->kind->done, "true" };
    struct <%= app.module %>_error error;
    size_t i;
    long id;

    if (c->kind->done < 0)
        return fail(2, "done", "no such command");
    if (count_words(c, 1, c->words_count, "ID"))
        return 2;
    for (i = 0; i < c->words_count; i++) {
        if (!(id = id_of(c->words[i])))
            return 2;
        if (!<%= app.module %>_update(c->database, c->id, id, &done, 1, &error))
            return refuse(&error);
    }
    tell_done(c);
    return 0;
}
<% end %>

static const struct command {
    const char *name;
    int (*read_option)(struct call *c, char **argv, int *at);
    int (*run)(struct call *c);
    bool changes;
} commands[] = {
    { "add", read_field_option, run_add, true },
    { "list", read_list_option, run_list, false },
    { "show", read_show_option, run_show, false },
    { "edit", read_field_option, run_edit, true },
    { "remove", read_quiet_option, run_remove, true },
<% if anyDone %>
    { "done", read_output_option, run_done, true },
<% end %>
};

/* Options and words, up to the end; behind "--" there are words alone. */
static int read_words(struct call *c, const struct command *command, char **argv)
{
    bool options = true;
    int at, code;

    c->words = argv; /* they move up over the options */
    for (at = 0; argv[at]; at++) {
        if (options && strcmp(argv[at], "--") == 0) {
            options = false;
        } else if (options && strncmp(argv[at], "--", 2) == 0) {
            code = command->read_option(c, argv, &at);
            if (code)
                return code;
        } else {
            c->words[c->words_count++] = argv[at];
        }
    }
    return 0;
}

/* Reads the file, does what is asked, and writes the file where that changed something. */
static int run_in_file(struct call *c, const struct command *command, const char *name)
{
    struct <%= app.module %>_error error = { <%= app.module | constant %>_OK, "" };
    char *path = store_follow(name, &error);
    int lock = path && command->changes ? store_lock(path, &error) : -1, code;

    if (error.status == <%= app.module | constant %>_OK)
        c->database = store_read(path, &error);
    if (!c->database) {
        code = fail(1, error.why, "");
    } else {
        code = command->run(c);
        if (code == 0 && command->changes && !store_write(path, c->database, &error))
            code = fail(1, error.why, "");
    }
    if (lock >= 0)
        store_unlock(lock);
    free(path);
    return code ? code : print(&c->out);
}

static int run_command(enum <%= app.module %>_kind_id kind, const struct command *command, char **argv, const char *path)
{
    struct call c = { .id = kind, .kind = &<%= app.module %>_kinds[kind], .sort = -1 };
    int code = read_words(&c, command, argv);
    char *usual = path ? NULL : store_default_path();
    size_t i;

    if (code == 0 && !path && !usual)
        code = fail(1, "no file", "set $HOME, or name one with --file");
    if (code == 0)
        code = run_in_file(&c, command, path ? path : usual);
    for (i = 0; i < c.where_count; i++)
        text_free(&c.spelled[i]);
    free(c.spelled);
    free(c.where);
    free(usual);
    text_free(&c.out);
    <%= app.module %>_free(c.database);
    return code;
}

static bool asks_for_help(char **argv)
{
    for (; *argv && strcmp(*argv, "--") != 0; argv++)
        if (strcmp(*argv, "--help") == 0 || strcmp(*argv, "-h") == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    const char *path = NULL;
    int at = 1, kind = 0;
    size_t i;

    if (argc < 1 || asks_for_help(argv))
        return help();
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--version") == 0) {
            puts("<%= app.name %> " VERSION);
            return 0;
        }
        if (strcmp(argv[at], "--file") != 0 && strncmp(argv[at], "--file=", 7) != 0)
            return fail(2, argv[at], "no such option");
        path = value_of(argv, &at);
        if (!path || !*path)
            return fail(2, "--file", "its value is missing");
    }
<% if not alone %>
    if (at >= argc)
        return fail(2, "the kind of record", "it is missing");
    while (kind < <%= app.module | constant %>_KINDS && strcmp(<%= app.module %>_kinds[kind].command, argv[at]) != 0)
        kind++;
    if (kind == <%= app.module | constant %>_KINDS)
        return fail(2, argv[at], "no such kind of record");
    at++;
<% end %>
    for (i = 0; at < argc && i < sizeof(commands) / sizeof(*commands); i++)
        if (strcmp(argv[at], commands[i].name) == 0)
            return run_command(kind, &commands[i], argv + at + 1, path);
    return at < argc ? fail(2, argv[at], "no such command") : fail(2, "a command", "it is missing");
}
