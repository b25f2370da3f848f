/* <%= op.summary %>. */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "operations.h"

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

const char *op_bases(const struct bases_options *options, struct text *out)
{
    const char *at = options->value + (*options->value == '-'), *digit;
    unsigned long long number = 0;
    char written[66];
    size_t from = sizeof(written);
    long source, target;

    if (!read_number(options->from_base, 2, 36, &source) || !read_number(options->to_base, 2, 36, &target))
        return "a base is a whole number from 2 to 36";
    if (!*at)
        return "there is no number";
    for (; *at; at++) {
        digit = memchr(digits, tolower((unsigned char)*at), (size_t)source);
        if (!digit)
            return "the number has a digit that its base has not";
        if (number > (ULLONG_MAX - (unsigned long long)(digit - digits)) / (unsigned long long)source)
            return "the number is too large";
        number = number * (unsigned long long)source + (unsigned long long)(digit - digits);
    }
    if (*options->value == '-' && number > 0)
        text_add(out, "-", 1);
    do
        written[--from] = digits[number % (unsigned long long)target];
    while ((number /= (unsigned long long)target) > 0);
    text_add(out, written + from, sizeof(written) - from);
    text_add(out, "\n", 1);
    return NULL;
}
