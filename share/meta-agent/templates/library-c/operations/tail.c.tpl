/* <%= op.summary %>. */
#include <stdlib.h>

#include "operations.h"

const char *op_tail(const struct tail_options *options, const char *text, size_t size, struct text *out)
{
    size_t count, i;
    struct line *lines = all_lines(text, size, &count);

    for (i = (long)count > options->count ? count - (size_t)options->count : 0; i < count; i++)
        text_add_line(out, lines[i]);
    free(lines);
    return NULL;
}
