/* <%= op.summary %>. */
#include <string.h>
#include <strings.h>

#include "operations.h"

static bool contains(struct line line, const char *pattern, bool ignore_case)
{
    size_t wanted = strlen(pattern), i;

    for (i = 0; i + wanted <= line.size; i++)
        if ((ignore_case ? strncasecmp(line.at + i, pattern, wanted)
                         : memcmp(line.at + i, pattern, wanted)) == 0)
            return true;
    return false;
}

const char *op_search(const struct search_options *options, const char *text, size_t size, struct text *out)
{
    struct line line;
    unsigned long number = 0;

    while (next_line(&text, &size, &line)) {
        number++;
        if (contains(line, options->pattern, options->ignore_case) == options->invert)
            continue;
        if (options->line_numbers)
            text_addf(out, "%lu:", number);
        text_add_line(out, line);
    }
    return NULL;
}
