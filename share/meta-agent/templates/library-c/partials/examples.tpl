static int number, failures;

static void test(const char *what, bool ok)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}
<% for op in operations %>

/* The operation with words as they are typed to programs: "--name value", and its arguments. */
static const char *run_<%= op.id %>(const char *const *words, const char *input, size_t size, struct text *out)
{
    struct <%= op.id %>_options options = { 0 };

<% for o in op.options %>
<% if o.type == "int" %>
    options.<%= o.name %> = <%= o.default %>;
<% elif o.type == "string" %>
    options.<%= o.name %> = <%= o.default | json %>;
<% end %>
<% end %>
    for (; *words; words++) {
<% for o in op.options %>
        if (strcmp(*words, "--<%= o.option %>") == 0) {
<% if o.type == "flag" %>
            options.<%= o.name %> = true;
<% elif o.type == "int" %>
            options.<%= o.name %> = strtol(*++words, NULL, 10);
<% else %>
            options.<%= o.name %> = *++words;
<% end %>
            continue;
        }
<% end %>
<% for a in op.arguments %>
        if (!options.<%= a.name %>) {
            options.<%= a.name %> = *words;
            continue;
        }
<% end %>
        return *words; /* no such option */
    }
<% if op.input == "text" %>
    return op_<%= op.id %>(&options, input, size, out);
<% else %>
    (void)input; /* it takes none */
    (void)size;
    return op_<%= op.id %>(&options, out);
<% end %>
}
<% end %>

static const struct example {
    const char *name;
    const char *(*run)(const char *const *words, const char *input, size_t size, struct text *out);
    const char *words[10];
    const char *input, *output;
} examples[] = {
<% for x in examples %>
    { "<%= x.operation %>", run_<%= x.operation %>, { <% for a in x.args %><%= a | json %>, <% end %>NULL }, <%= x.input | json %>, <%= x.output | json %> },
<% end %>
<% for op in operations %>
<% if op.random %>
    { "<%= op.id %>", run_<%= op.id %>, { NULL }, "", NULL }, /* other lines each time */
<% end %>
<% end %>
};

/* Whether nothing goes wrong, and the text is what is promised; where it is left to chance, not the same twice. */
static bool is_kept(const struct example *e)
{
    struct text out = { NULL, 0, 0 };
    const char *problem = e->run(e->words, e->input, strlen(e->input), &out);
    bool same;

    text_add(&out, "", 1);
    if (!problem && !e->output) {
        struct text again = { NULL, 0, 0 };

        problem = e->run(e->words, e->input, strlen(e->input), &again);
        text_add(&again, "", 1);
        same = !problem && out.size > 4 && strcmp(out.data, again.data) != 0;
        text_free(&again);
    } else {
        same = !problem && strcmp(out.data, e->output) == 0;
    }
    text_free(&out);
    return same;
}
