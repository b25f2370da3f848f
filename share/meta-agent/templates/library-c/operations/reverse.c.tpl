/* <%= op.summary %>. */
#include <stdlib.h>

#include "operations.h"

/* Character by character, which in UTF-8 may be several bytes. */
static void add_reversed(struct text *out, struct line line)
{
    size_t end = line.size, from;

    for (; end > 0; end = from) {
        from = end - 1;
        while (from > 0 && ((unsigned char)line.at[from] & 0xc0) == 0x80)
            from--;
        text_add(out, line.at + from, end - from);
    }
    text_add(out, "\n", 1);
}

const char *op_reverse(const struct reverse_options *options, const char *text, size_t size, struct text *out)
{
    size_t count, i;
    struct line *lines = all_lines(text, size, &count);

    for (i = 0; i < count; i++) {
        if (options->lines)
            text_add_line(out, lines[count - 1 - i]);
        else
            add_reversed(out, lines[i]);
    }
    free(lines);
    return NULL;
}
