/* The program as it is called: test_program PROGRAM. Results are told as TAP. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int number, failures;

static void check(bool ok, const char *what)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}

/* Calls the program with `input`; what it prints is in `out`. Gives its exit code. */
static int call(char **argv, const char *input, char *out, size_t room)
{
    FILE *in = tmpfile(), *printed = tmpfile();
    int status = -1;
    pid_t child;

    if (!in || !printed)
        exit(99);
    fputs(input, in);
    rewind(in);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        dup2(fileno(in), 0);
        dup2(fileno(printed), 1);
        execv(argv[0], argv);
        _exit(127);
    }
    waitpid(child, &status, 0);
    rewind(printed);
    out[fread(out, 1, room - 1, printed)] = '\0';
    fclose(in);
    fclose(printed);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const struct example {
    const char *name;
    char *args[8];
    const char *input, *output;
} examples[] = {
<% for x in examples %>
    { "<%= x.operation %>", { <% if not single %>"<%= x.command %>", <% end %><% for a in x.args %><%= a | json %>, <% end %>NULL }, <%= x.input | json %>, <%= x.output | json %> },
<% end %>
    { NULL, { NULL }, NULL, NULL },
};

int main(int argc, char **argv)
{
    char out[65536], *words[10] = { argc > 1 ? argv[1] : "", NULL };
    size_t i, k;

    if (argc != 2) {
        fputs("usage: test_program PROGRAM\n", stderr);
        return 2;
    }
    words[1] = "--help";
    check(call(words, "", out, sizeof(out)) == 0 && strncmp(out, "usage: <%= app.name %>", 7) == 0, "help is told");
    words[1] = "--version";
    check(call(words, "", out, sizeof(out)) == 0 && strcmp(out, "<%= app.name %> 0.1.0\n") == 0, "the version is told");
    words[1] = "--no-such-option";
    check(call(words, "", out, sizeof(out)) == 2 && *out == '\0', "wrong use ends with 2");
    for (i = 0; examples[i].name; i++) {
        for (k = 0; k < 8; k++)
            words[k + 1] = examples[i].args[k];
        check(call(words, examples[i].input, out, sizeof(out)) == 0 && strcmp(out, examples[i].output) == 0,
              examples[i].name);
    }
<% for op in operations %>
<% if not single %>
    words[1] = "<%= op.command %>";
    words[2] = "--help";
    words[3] = NULL;
    check(call(words, "", out, sizeof(out)) == 0 && strstr(out, "<%= app.name %> <%= op.command %>"), "<%= op.command %>: its help is told");
<% end %>
<% if op.random %>
    {
        char *chance[] = { argv[1], <% if not single %>"<%= op.command %>", <% end %>NULL }, again[sizeof(out)];

        check(call(chance, "", again, sizeof(again)) == 0 && call(chance, "", out, sizeof(out)) == 0 && strlen(out) > 4 && strcmp(out, again) != 0,
              "<%= op.command %>: other lines each time");
    }
<% end %>
<% if op.input == "text" %>
    {
        char *missing[] = { argv[1], <% if not single %>"<%= op.command %>", <% end %><% for a in op.arguments %>"x", <% end %>"/no/such/file", NULL };

        check(call(missing, "", out, sizeof(out)) == 1 && *out == '\0', "<%= op.command %>: a file that is missing ends with 1");
    }
<% end %>
<% end %>
    printf("1..%d\n", number);
    return failures > 0;
}
