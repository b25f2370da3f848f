/* <%= op.summary %>. */
#include <ctype.h>

#include "operations.h"

const char *op_slug(const struct slug_options *options, const char *text, size_t size, struct text *out)
{
    struct line line;
    size_t i, from;

    (void)options; /* there are none */
    while (next_line(&text, &size, &line)) {
        from = out->size;
        for (i = 0; i < line.size; i++) {
            char c = (char)tolower((unsigned char)line.at[i]);

            if (isalnum((unsigned char)c))
                text_add(out, &c, 1);
            else if (out->size > from && out->data[out->size - 1] != '-')
                text_add(out, "-", 1);
        }
        if (out->size > from && out->data[out->size - 1] == '-')
            out->size--;
        text_add(out, "\n", 1);
    }
    return NULL;
}
