/* <%= op.summary %>. */
#include <stdlib.h>
#include <string.h>

#include "operations.h"

/* The characters of UTF-8; a byte that begins none is one by itself. free() them. */
static unsigned long *characters(const char *text, size_t *count)
{
    size_t size = strlen(text), i;
    unsigned long *all = resize(NULL, (size + 1) * sizeof(*all));

    *count = 0;
    for (i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte >= 0x80 && byte < 0xc0 && *count > 0 && all[*count - 1] >= 0x80)
            all[*count - 1] = all[*count - 1] << 6 | (byte & 0x3f);
        else
            all[(*count)++] = byte;
    }
    return all;
}

const char *op_distance(const struct distance_options *options, struct text *out)
{
    size_t first_count, second_count, i, k, before, above, least;
    unsigned long *first = characters(options->first, &first_count);
    unsigned long *second = characters(options->second, &second_count);
    size_t *row = resize(NULL, (second_count + 1) * sizeof(*row));

    for (k = 0; k <= second_count; k++)
        row[k] = k;
    for (i = 1; i <= first_count; i++) {
        before = row[0];
        row[0] = i;
        for (k = 1; k <= second_count; k++) {
            above = row[k];
            least = before + (first[i - 1] != second[k - 1]);
            if (above + 1 < least)
                least = above + 1;
            if (row[k - 1] + 1 < least)
                least = row[k - 1] + 1;
            row[k] = least;
            before = above;
        }
    }
    text_addf(out, "%zu\n", row[second_count]);
    free(first);
    free(second);
    free(row);
    return NULL;
}
