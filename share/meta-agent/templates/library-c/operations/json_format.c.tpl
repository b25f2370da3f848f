/* <%= op.summary %>. */
#include <ctype.h>
#include <string.h>

#include "operations.h"

<% include "partials/json_scan.tpl" %>

static void new_line(struct text *out, long indent)
{
    text_add(out, "\n", 1);
    while (indent-- > 0)
        text_add(out, " ", 1);
}

const char *op_json_format(const struct json_format_options *options, const char *text, size_t size, struct text *out)
{
    const char *at = after_mark(text, size), *end = text + size, *next;
    long depth = 0;

    if (options->indent > 16)
        return "a level is set in by 16 blanks at the most";
    if (!is_json(at, end))
        return "this is no JSON";
    for (at = skip_blanks(at, end); at < end; at = skip_blanks(next, end)) {
        next = *at == '"' ? skip_string(at, end) : at + 1;
        if (*at == '}' || *at == ']')
            new_line(out, --depth * options->indent);
        text_add(out, at, (size_t)(next - at));
        if (*at == ':')
            text_add(out, " ", 1);
        if (*at == '{' || *at == '[') {
            at = skip_blanks(next, end);
            if (*at == '}' || *at == ']') {
                text_add(out, at, 1);
                next = at + 1;
                continue;
            }
            depth++;
        } else if (*at != ',') {
            continue;
        }
        new_line(out, depth * options->indent);
    }
    text_add(out, "\n", 1);
    return NULL;
}
