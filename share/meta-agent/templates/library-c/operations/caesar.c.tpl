/* <%= op.summary %>. */
#include "operations.h"

static char moved(char c, long by)
{
    if (c >= 'a' && c <= 'z')
        return (char)('a' + (c - 'a' + by) % 26);
    if (c >= 'A' && c <= 'Z')
        return (char)('A' + (c - 'A' + by) % 26);
    return c;
}

const char *op_caesar(const struct caesar_options *options, const char *text, size_t size, struct text *out)
{
    long by = options->shift % 26;
    size_t i;

    if (options->decode)
        by = -by;
    by = (by + 26) % 26;
    for (i = 0; i < size; i++) {
        char c = moved(text[i], by);

        text_add(out, &c, 1);
    }
    return NULL;
}
