/*
 * The command line.
 *
 * Exit codes: 0 done, 1 refused (a file, or what is in it), 2 wrong use.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

#define VERSION "0.1.0"

struct words {
    char **at; /* what is no option */
    int count;
};

static int fail(int code, const char *what, const char *why)
{
    fprintf(stderr, "%s<%= app.name %>: %s%s%s\n", code == 2 ? "usage: " : "", what, *why ? ": " : "", why);
    if (code == 2)
        fputs("Try: <%= app.name %> --help\n", stderr);
    return code;
}

static int print(struct text *out)
{
    bool failed = out->size > 0 && fwrite(out->data, 1, out->size, stdout) != out->size;

    failed = fflush(stdout) || failed;
    text_free(out);
    return failed ? fail(1, "standard output", strerror(errno)) : 0;
}
<% if textOperations %>

static int read_file(const char *name, struct text *out)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    char chunk[65536];
    size_t size;
    int failed, why;

    if (!file)
        return fail(1, name, strerror(errno));
    while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
        text_add(out, chunk, size);
    failed = ferror(file);
    why = errno;
    if (file != stdin)
        fclose(file);
    return failed ? fail(1, name, strerror(why)) : 0;
}

/* Files one behind the other; a last line without an end is ended where another follows. */
static int read_all(const struct words *files, struct text *out)
{
    int at, code = files->count == 0 ? read_file("-", out) : 0;

    for (at = 0; at < files->count && code == 0; at++) {
        if (out->size > 0 && out->data[out->size - 1] != '\n')
            text_add(out, "\n", 1);
        code = read_file(files->at[at], out);
    }
    return code;
}
<% end %>

<% if hasInt or hasString %>
/* The value of "--name value" or "--name=value"; NULL: it is another option, or it has none. */
static const char *value_of(char **argv, int *at, const char *name)
{
    size_t size = strlen(name);

    if (strncmp(argv[*at], name, size) != 0)
        return NULL;
    if (argv[*at][size] == '=')
        return argv[*at] + size + 1;
    if (argv[*at][size] || !argv[*at + 1])
        return NULL;
    return argv[++*at];
}

<% end %>
static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] == '-' && word[2];
}
<% for op in operations %>
<% if op.perFile == "sum" %>

/* Numbers for each file, and below them their sums. */
static int sum_files(const struct count_options *options, const struct words *files)
{
    unsigned long sums[3] = { 0, 0, 0 }, numbers[3];
    struct text all = { NULL, 0, 0 };
    int at, column, columns = 0;

    for (at = 0; at < files->count; at++) {
        struct text in = { NULL, 0, 0 }, out = { NULL, 0, 0 };
        int code = read_file(files->at[at], &in);

        if (code) {
            text_free(&in);
            text_free(&all);
            return code;
        }
        (void)op_count(options, in.data ? in.data : "", in.size, &out); /* counting never fails */
        text_add(&out, "", 1);
        columns = sscanf(out.data, "%lu %lu %lu", &numbers[0], &numbers[1], &numbers[2]);
        for (column = 0; column < columns; column++)
            sums[column] += numbers[column];
        text_add(&all, out.data, strcspn(out.data, "\n"));
        text_add(&all, " ", 1);
        text_add(&all, files->at[at], strlen(files->at[at]));
        text_add(&all, "\n", 1);
        text_free(&in);
        text_free(&out);
    }
    for (column = 0; column < columns; column++)
        text_addf(&all, "%lu ", sums[column]);
    text_add(&all, "total\n", 6);
    return print(&all);
}
<% end %>

/* <%= op.summary %>. */
static int run_<%= op.id %>(char **argv)
{
    struct <%= op.id %>_options options = { 0 };
    struct words words = { argv, 0 };
<% if op.input == "text" %>
    struct text in = { NULL, 0, 0 }, out = { NULL, 0, 0 };
<% else %>
    struct text out = { NULL, 0, 0 };
<% end %>
    const char *problem;
<% if op.input == "text" %>
    int at, code;
<% else %>
    int at;
<% end %>
<% for o in op.options %>
<% if o.type == "int" %>

    options.<%= o.name %> = <%= o.default %>;
<% elif o.type == "string" %>

    options.<%= o.name %> = <%= o.default | json %>;
<% end %>
<% end %>

    for (at = 0; argv[at] && strcmp(argv[at], "--") != 0; at++) {
<% for o in op.options %>
<% if o.type == "flag" %>
        if (strcmp(argv[at], "--<%= o.option %>") == 0) {
            options.<%= o.name %> = true;
            continue;
        }
<% else %>
        const char *<%= o.name %> = value_of(argv, &at, "--<%= o.option %>");
        if (<%= o.name %>) {
<% if o.type == "int" %>
            if (!read_number(<%= o.name %>, 0, 1000000000, &options.<%= o.name %>))
                return fail(2, "--<%= o.option %>", "it must be a whole number");
<% else %>
            options.<%= o.name %> = <%= o.name %>;
<% end %>
            continue;
        }
<% end %>
<% end %>
        if (is_option(argv[at]))
            return fail(2, argv[at], "no such option, or its value is missing");
        words.at[words.count++] = argv[at];
    }
    for (at += argv[at] != NULL; argv[at]; at++) /* behind "--" there are no options */
        words.at[words.count++] = argv[at];
<% for a in op.arguments %>
    if (words.count == 0)
        return fail(2, "<%= a.name %>", "it is missing");
    options.<%= a.name %> = *words.at++;
    words.count--;
<% end %>
<% if op.input == "text" %>
<% if op.perFile == "sum" %>
    if (words.count > 1)
        return sum_files(&options, &words);
<% end %>
    code = read_all(&words, &in);
    if (code) {
        text_free(&in);
        return code;
    }
    problem = op_<%= op.id %>(&options, in.data ? in.data : "", in.size, &out);
    text_free(&in);
<% else %>
    if (words.count > 0)
        return fail(2, words.at[0], "one word too many");
    problem = op_<%= op.id %>(&options, &out);
<% end %>
    if (problem) {
        text_free(&out);
        return fail(1, problem, "");
    }
    return print(&out);
}
<% end %>

static const struct command {
    const char *name, *usage, *summary, *options;
    int (*run)(char **argv);
} commands[] = {
<% for op in operations %>
    { "<%= op.command %>",
      "<% for o in op.options %> [--<%= o.option %><% if o.type != "flag" %> <% if o.values %><% for v in o.values %><% if not loop.first %>|<% end %><%= v %><% end %><% else %>N<% end %><% end %>]<% end %><% for a in op.arguments %> <%= a.name | upper %><% end %><% if op.input == "text" %> [FILE]...<% end %>",
      "<%= op.summary %>",
<% if op.arguments or op.options %>
      "\n"
<% for a in op.arguments %>
      "  <%= a.name | upper %>: <%= a.help %>\n"
<% end %>
<% for o in op.options %>
      "  --<%= o.option %>: <%= o.help %><% if o.default %> (<%= o.default %>)<% end %>\n"
<% end %>
<% else %>
      "" /* it has no options */
<% end %>
,
      run_<%= op.id %> },
<% end %>
};

/* How one command is used. */
static int help_of(const struct command *c)
{
    printf("usage: <%= app.name %><% if not single %> %s<% end %>%s\n\n%s.\n%s", <% if not single %>c->name, <% end %>c->usage, c->summary, c->options);
    return 0;
}
<% if not single %>

static int help(void)
{
    size_t i;

    for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        printf("%s <%= app.name %> %s%s\n           %s\n", i ? "      " : "usage:", commands[i].name,
            commands[i].usage, commands[i].summary);
    return 0;
}
<% end %>

int main(int argc, char **argv)
{
<% if not single %>
    size_t i;

<% end %>
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return <% if single %>help_of(&commands[0])<% else %>help()<% end %>;
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("<%= app.name %> " VERSION);
        return 0;
    }
<% if single %>
    return argc > 0 ? commands[0].run(argv + 1) : fail(2, "no arguments at all", "");
<% else %>
    for (i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return argc > 2 && strcmp(argv[2], "--help") == 0 ? help_of(&commands[i]) : commands[i].run(argv + 2);
    return fail(2, argc > 1 ? argv[1] : "a command", argc > 1 ? "no such command" : "it is missing");
<% end %>
}
