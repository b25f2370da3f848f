/* <%= op.summary %>. */
#include <ctype.h>

#include "operations.h"

/* Characters of UTF-8. */
static long width_of(const char *text, size_t size)
{
    long width = 0;

    for (; size > 0; size--, text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

/* The words of a line behind those before it; *used: how wide the line is that is being filled. */
static void add_words(struct line line, long width, long *used, struct text *out)
{
    size_t i = 0, from;
    long wide;

    while (i < line.size) {
        for (from = i; i < line.size && !isspace((unsigned char)line.at[i]);)
            i++;
        if (i == from) {
            i++;
            continue;
        }
        wide = width_of(line.at + from, i - from);
        if (*used > 0 && *used + 1 + wide > width) {
            text_add(out, "\n", 1);
            *used = 0;
        }
        if (*used > 0)
            text_add(out, " ", 1);
        *used += wide + (*used > 0);
        text_add(out, line.at + from, i - from);
    }
}

const char *op_wrap(const struct wrap_options *options, const char *text, size_t size, struct text *out)
{
    struct line line;
    long used = 0, before;

    if (options->width < 1)
        return "the width must be 1 or more";
    while (next_line(&text, &size, &line)) {
        before = used;
        add_words(line, options->width, &used, out);
        if (used != before || line.size > 0)
            continue;
        text_add(out, before > 0 ? "\n\n" : "\n", before > 0 ? 2 : 1);
        used = 0;
    }
    if (used > 0)
        text_add(out, "\n", 1);
    return NULL;
}
