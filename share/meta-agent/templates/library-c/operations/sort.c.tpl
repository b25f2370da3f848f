/* <%= op.summary %>. */
#include <stdlib.h>
#include <string.h>

#include "operations.h"

static int by_text(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = memcmp(x->at, y->at, x->size < y->size ? x->size : y->size);

    return order ? order : (x->size > y->size) - (x->size < y->size);
}

/* The number that a line begins with, else 0. */
static double number_of(const struct line *line)
{
    char digits[64];
    size_t size = line->size < sizeof(digits) - 1 ? line->size : sizeof(digits) - 1;

    memcpy(digits, line->at, size);
    digits[size] = '\0';
    return strtod(digits, NULL);
}

static int by_number(const void *a, const void *b)
{
    double x = number_of(a), y = number_of(b);

    return x == y ? by_text(a, b) : (x > y) - (x < y);
}

const char *op_sort(const struct sort_options *options, const char *text, size_t size, struct text *out)
{
    size_t count, i;
    struct line *lines = all_lines(text, size, &count);

    if (count > 0)
        qsort(lines, count, sizeof(*lines), options->numeric ? by_number : by_text);
    for (i = 0; i < count; i++)
        text_add_line(out, lines[options->reverse ? count - 1 - i : i]);
    free(lines);
    return NULL;
}
