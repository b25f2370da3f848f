/* What the program promises, called as its users call it: program_test PROGRAM. Results are told as TAP. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

<% include "partials/call.tpl" %>
<% for e in entities %>

#define <%= e.snake | constant %>(...) <% if not alone %>"<%= e.command %>", <% end %>__VA_ARGS__

static void test_<%= e.snake %>(void)
{
    const char *first, *second;

    remove("records.json");
    test("<%= e.command %>: there is none at first", PRINTS("no <%= e.labels | lower %>\n", <%= e.snake | constant %>("list")));
    test("<%= e.command %>: one without a title is refused", CALL(<%= e.snake | constant %>("add")) == 2 && *out == '\0' && *err);
    test("<%= e.command %>: and is not kept", PRINTS("[]\n", <%= e.snake | constant %>("list", "--json")));
    first = add_<%= e.snake %>(false);
    test("<%= e.command %>: one that is added is shown", PRINTS(<%= e.title.typed | json %>, <%= e.snake | constant %>("show", first)));
    test("<%= e.command %>: and listed", PRINTS(<%= e.title.typed | json %>, <%= e.snake | constant %>("list")));
    test("<%= e.command %>: and given as JSON", PRINTS("\"<%= e.title.attr %>\": \"", <%= e.snake | constant %>("show", first, "--json")));
    test("<%= e.command %>: a change is told", PRINTS("changed <%= e.label | lower %> ", <%= e.snake | constant %>("edit", first, "--<%= e.title.option %>", <%= e.title.typed2 | json %>)));
    test("<%= e.command %>: and kept", PRINTS(<%= e.title.typed2 | json %>, <%= e.snake | constant %>("show", first)));
    test("<%= e.command %>: a change of nothing is refused", REFUSES(2, "nothing", <%= e.snake | constant %>("edit", first)));
    test("<%= e.command %>: and changed back", PRINTS(<%= e.title.typed | json %>, <%= e.snake | constant %>("edit", first, "--<%= e.title.option %>", <%= e.title.typed | json %>)));
    test("<%= e.command %>: or as JSON", PRINTS("\"<%= e.title.attr %>\": \"", <%= e.snake | constant %>("edit", first, "--<%= e.title.option %>", <%= e.title.typed | json %>, "--json")) && *out == '[');
    test("<%= e.command %>: or not at all", CALL(<%= e.snake | constant %>("edit", first, "--<%= e.title.option %>", <%= e.title.typed | json %>, "--quiet")) == 0 && *out == '\0');
<% if e.title.type == "string" %>
    test("<%= e.command %>: control characters are spelled out", PRINTS(": a\\x1b[31m\\nb\\u202e\n", <%= e.snake | constant %>("edit", first, "--<%= e.title.option %>", "a\x1b[31m\nb\xe2\x80\xae")) &&
        PRINTS("a\\x1b[31m\nb\\u202e\n", <%= e.snake | constant %>("show", first)) && PRINTS("a\\x1b[31m\\nb\\u202e", <%= e.snake | constant %>("list")) &&
        PRINTS("a\\u001b[31m\\nb", <%= e.snake | constant %>("show", first, "--json")));
    (void)CALL(<%= e.snake | constant %>("edit", first, "--<%= e.title.option %>", <%= e.title.typed | json %>));
<% end %>
    second = add_<%= e.snake %>(true);
    test("<%= e.command %>: a text is searched", PRINTS(<%= e.title.typed2 | json %>, <%= e.snake | constant %>("list", "--search", <%= e.title.typed2 | json %>)) && !strstr(out, <%= e.title.typed | json %>));
    test("<%= e.command %>: a value is filtered", PRINTS(<%= e.title.typed | json %>, <%= e.snake | constant %>("list", "--where", "<%= e.title.option %>=" <%= e.title.typed | json %>)) && !strstr(out, <%= e.title.typed2 | json %>));
    test("<%= e.command %>: the last comes first where that is asked for",
        PRINTS(<%= e.title.typed2 | json %>, <%= e.snake | constant %>("list", "--reverse")) && strstr(strstr(out, <%= e.title.typed2 | json %>), <%= e.title.typed | json %>));
    test("<%= e.command %>: CSV has a line for each, below the names", PRINTS("id,", <%= e.snake | constant %>("list", "--csv")) && strncmp(out, "id,", 3) == 0);
    test("<%= e.command %>: a field that is none is refused", REFUSES(2, "no-such-field", <%= e.snake | constant %>("list", "--sort", "no-such-field")));
    test("<%= e.command %>: what is not there is not shown", REFUSES(1, "999", <%= e.snake | constant %>("show", "999")));
    test("<%= e.command %>: nor changed", REFUSES(1, "999", <%= e.snake | constant %>("edit", "999", "--<%= e.title.option %>", "x")));
    test("<%= e.command %>: nor removed", REFUSES(1, "999", <%= e.snake | constant %>("remove", "999")));
<% for f in e.fields %>
<% if f.type == "boolean" %>
    test("<%= e.command %>: <%= f.option %> is switched on", CALL(<%= e.snake | constant %>("edit", first, "--<%= f.option %>")) == 0 && PRINTS("\"<%= f.attr %>\": true", <%= e.snake | constant %>("show", first, "--json")));
    test("<%= e.command %>: <%= f.option %> is switched off", CALL(<%= e.snake | constant %>("edit", first, "--no-<%= f.option %>")) == 0 && PRINTS("\"<%= f.attr %>\": false", <%= e.snake | constant %>("show", first, "--json")));
<% elif not f.isTitle %>
    test("<%= e.command %>: <%= f.option %> is kept as it was given", CALL(<%= e.snake | constant %>("edit", first, "--<%= f.option %>", <%= f.typed | json %>)) == 0 && PRINTS(<%= e.title.typed | json %>, <%= e.snake | constant %>("list", "--where", "<%= f.option %>=" <%= f.typed | json %>)));
<% if f.required %>
    test("<%= e.command %>: <%= f.option %> is required", REFUSES(2, "<%= f.option %>", <%= e.snake | constant %>("add", <%= e.title.typed | json %>)));
<% end %>
<% if f.invalid and f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file", "enum"] %>
    test("<%= e.command %>: a wrong <%= f.option %> is refused", REFUSES(2, "<%= f.option %>", <%= e.snake | constant %>("edit", first, "--<%= f.option %>", <%= f.invalid | json %>)) && PRINTS(<%= e.title.typed | json %>, <%= e.snake | constant %>("list", "--where", "<%= f.option %>=" <%= f.typed | json %>)));
<% end %>
<% end %>
<% if f.unique and f.type != "boolean" %>
    test("<%= e.command %>: <%= f.option %> is there only once", CALL(<%= e.snake | constant %>("edit", first, "--<%= f.option %>", <%= f.typed | json %>)) == 0 && REFUSES(2, "<%= f.option %>", <%= e.snake | constant %>("edit", second, "--<%= f.option %>", <%= f.typed | json %>)));
<% end %>
<% end %>
<% for r in e.refs %>
    test("<%= e.command %>: <%= r.option %> is the id of what is there", REFUSES(2, "999", <%= e.snake | constant %>("edit", first, "--<%= r.option %>", "999")));
<% if r.to != e.name %>
    {
        const char *target = add_<%= r.toSnake %>(true);

        test("<%= e.command %>: <%= r.option %> is set", CALL(<%= e.snake | constant %>("edit", first, "--<%= r.option %>", target)) == 0);
        test("<%= e.command %>: what it refers to stays", REFUSES(1, "is used by", <% for x in entities %><% if x.name == r.to %><% if not alone %>"<%= x.command %>", <% end %><% end %><% end %>"remove", target));
    }
<% end %>
<% end %>
<% if e.doneField %>
    test("<%= e.command %>: it is marked as done", PRINTS("done: ", <%= e.snake | constant %>("done", first)) && PRINTS("\"<%= e.doneField.attr %>\": true", <%= e.snake | constant %>("show", first, "--json")));
<% end %>
    test("<%= e.command %>: what is removed is gone", CALL(<%= e.snake | constant %>("remove", second, "--quiet")) == 0 && *out == '\0' && REFUSES(1, "does not exist", <%= e.snake | constant %>("show", second)));
    test("<%= e.command %>: its id is not used again", strcmp(add_<%= e.snake %>(true), second) != 0);
}
<% end %>

int main(int argc, char **argv)
{
    char directory[] = "/tmp/acceptance-XXXXXX";

    if (argc != 2 || !realpath(argv[1], program) || !mkdtemp(directory) || chdir(directory)) {
        fputs("usage: program_test PROGRAM\n", stderr);
        return 2;
    }
    test("help names the commands", PRINTS("usage: <%= app.name %>", "--help") && strstr(out, "add") && strstr(out, "remove"));
    test("the version is told", PRINTS("<%= app.name %> ", "--version"));
    test("wrong options end with 2", REFUSES(2, "no-such-option", "--no-such-option"));
    test("wrong words end with 2", REFUSES(2, "no-such-command", "no-such-command"));
    test("no words at all end with 2", REFUSES(2, "missing", NULL));
<% for e in entities %>
    test_<%= e.snake %>();
<% end %>
    printf("1..%d\n", number);
    remove("records.json");
    remove("records.json.lock");
    if (chdir("/") || rmdir(directory))
        return 1;
    return failures > 0;
}
