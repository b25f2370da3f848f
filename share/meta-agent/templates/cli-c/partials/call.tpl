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
static int call(const char *const *words)
{
    FILE *printed = tmpfile(), *told = tmpfile();
    char *argv[100] = { program, "--file", "records.json", NULL };
    int status = -1, i;
    pid_t child;

    if (!printed || !told)
        exit(99);
    for (i = 0; words[i] && i < 96; i++)
        argv[i + 3] = (char *)words[i];
    fflush(stdout);
    child = fork();
    if (child == 0) {
        dup2(fileno(printed), 1);
        dup2(fileno(told), 2);
        execv(argv[0], argv);
        _exit(127);
    }
    waitpid(child, &status, 0);
    keep(printed, out, sizeof(out));
    keep(told, err, sizeof(err));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define CALL(...) call((const char *const[]){ __VA_ARGS__, NULL })

/* Whether it ends with 0 and prints that, among other things. */
#define PRINTS(part, ...) (CALL(__VA_ARGS__) == 0 && strstr(out, part) && *err == '\0')

/* Whether it ends with that code, prints nothing, and tells that. */
#define REFUSES(code, part, ...) (CALL(__VA_ARGS__) == (code) && *out == '\0' && strstr(err, part))
<% for e in entities %>

/* Adds one with everything that it needs; its id, as it is typed. */
__attribute__((unused)) static const char *add_<%= e.snake %>(bool other)
{
    static char ids[8][32];
    static int used;
    char *id = ids[used++ % 8];
<% for r in e.refs %>
<% if r.required %>
    const char *<%= r.attr %> = add_<%= r.toSnake %>(other);
<% end %>
<% end %>

    if (CALL(<% if not alone %>"<%= e.command %>", <% end %>"add"<% for f in e.fields %><% if f.required and f.type != "boolean" and not f.isTitle %>, "--<%= f.option %>", other ? <%= f.typed2 | json %> : <%= f.typed | json %><% end %><% end %><% for r in e.refs %><% if r.required %>, "--<%= r.option %>", <%= r.attr %><% end %><% end %>, "--", other ? <%= e.title.typed2 | json %> : <%= e.title.typed | json %>) ||
        sscanf(out, "added <%= e.label | lower %> %31[0-9]", id) != 1)
        snprintf(id, sizeof(ids[0]), "0");
    return id;
}
<% end %>
