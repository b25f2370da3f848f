/* <%= op.summary %>. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "operations.h"

static bool same(struct line a, struct line b, bool ignore_case)
{
    if (a.size != b.size)
        return false;
    return (ignore_case ? strncasecmp(a.at, b.at, a.size) : memcmp(a.at, b.at, a.size)) == 0;
}

const char *op_unique(const struct unique_options *options, const char *text, size_t size, struct text *out)
{
    size_t count, i, k, kept = 0;
    struct line *lines = all_lines(text, size, &count);

    for (i = 0; i < count; i++) {
        for (k = 0; k < kept && !same(lines[k], lines[i], options->ignore_case); k++)
            ;
        if (k < kept)
            continue;
        text_add_line(out, lines[i]);
        lines[kept++] = lines[i];
    }
    free(lines);
    return NULL;
}
