/* <%= op.summary %>. */
#include "operations.h"

const char *op_head(const struct head_options *options, const char *text, size_t size, struct text *out)
{
    struct line line;
    long shown = 0;

    while (shown++ < options->count && next_line(&text, &size, &line))
        text_add_line(out, line);
    return NULL;
}
