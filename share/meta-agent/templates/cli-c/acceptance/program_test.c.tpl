/* What the program promises, called as its users call it: program_test PROGRAM. Results are told as TAP. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char program[4096];
static int number, failures;

static void test(const char *what, bool ok)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}

static void keep(FILE *file, char *out, size_t room)
{
    rewind(file);
    out[fread(out, 1, room - 1, file)] = '\0';
    fclose(file);
}

static char out[65536], err[65536]; /* what the last call printed */

/* Runs the program in a process of its own with words up to NULL; its exit code. */
static int call(const char *input, const char *const *words)
{
    FILE *in = tmpfile(), *printed = tmpfile(), *told = tmpfile();
    char *argv[16] = { program, NULL };
    int status = -1, i;
    pid_t child;

    if (!in || !printed || !told)
        exit(99);
    for (i = 0; words[i] && i < 14; i++)
        argv[i + 1] = (char *)words[i];
    fputs(input, in);
    rewind(in);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        dup2(fileno(in), 0);
        dup2(fileno(printed), 1);
        dup2(fileno(told), 2);
        execv(argv[0], argv);
        _exit(127);
    }
    waitpid(child, &status, 0);
    fclose(in);
    keep(printed, out, sizeof(out));
    keep(told, err, sizeof(err));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

<% if examples %>
static bool prints(const char *output, const char *input, const char *const *words)
{
    return call(input, words) == 0 && strcmp(out, output) == 0 && *err == '\0';
}
<% end %>

static bool refuses(int code, const char *what, const char *const *words)
{
    return call("", words) == code && *out == '\0' && *err && strstr(err, what);
}

#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }

<% if textOperations %>
static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");

    if (!file || fputs(text, file) < 0 || fclose(file))
        exit(99);
}

<% end %>
int main(int argc, char **argv)
{
    char directory[] = "/tmp/acceptance-XXXXXX";

    if (argc != 2 || !realpath(argv[1], program) || !mkdtemp(directory) || chdir(directory)) {
        fputs("usage: program_test PROGRAM\n", stderr);
        return 2;
    }
    test("help names what there is", call("", WORDS("--help")) == 0<% if single %> && strstr(out, "<%= app.name %>")<% else %><% for op in operations %> && strstr(out, "<%= op.command %>")<% end %><% end %>);
    test("wrong options end with 2", refuses(2, "no-such-option", WORDS("--no-such-option")));
<% if not single %>
    test("wrong commands end with 2", refuses(2, "no-such-command", WORDS("no-such-command")));
    test("no command at all ends with 2", refuses(2, "command", (const char *const[]){ NULL }));
<% end %>
<% for op in operations %>
<% if op.random %>
    test("<%= op.command %> prints what is left to chance",
        call("", (const char *const[]){ <% if not single %>"<%= op.command %>", <% end %>NULL }) == 0 && strlen(out) > 4 && *err == '\0');
<% end %>
<% for x in op.examples %>
    test("<%= op.command %> gives what is promised, <%= loop.index %>",
        prints(<%= x.output | json %>, <%= x.input | json %>,
            (const char *const[]){ <% if not single %>"<%= op.command %>", <% end %><% for a in x.args %><%= a | json %>, <% end %>NULL }));
<% if loop.first and op.input == "text" %>
    write_file("input.txt", <%= x.input | json %>);
    test("<%= op.command %> reads a file as it reads standard input",
        prints(<%= x.output | json %>, "",
            WORDS(<% if not single %>"<%= op.command %>", <% end %><% for a in x.args %><%= a | json %>, <% end %>"input.txt")));
    unlink("input.txt");
    test("<%= op.command %> ends with 1 where a file is missing",
        refuses(1, "missing.txt", WORDS(<% if not single %>"<%= op.command %>", <% end %><% for a in x.args %><%= a | json %>, <% end %>"missing.txt")));
<% end %>
<% end %>
<% end %>
    printf("1..%d\n", number);
    if (chdir("/") || rmdir(directory))
        return 1;
    return failures > 0;
}
