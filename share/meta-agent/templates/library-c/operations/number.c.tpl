/* <%= op.summary %>. */
#include "operations.h"

const char *op_number(const struct number_options *options, const char *text, size_t size, struct text *out)
{
    struct line line;
    long number = options->start;

    while (next_line(&text, &size, &line)) {
        text_addf(out, "%ld\t", number++);
        text_add_line(out, line);
    }
    return NULL;
}
