/* <%= op.summary %>. */
#include <stdlib.h>

#include "operations.h"

const char *op_primes(const struct primes_options *options, struct text *out)
{
    long limit, number, at;
    char *composite;

    if (!read_number(options->limit, 0, 10000000, &limit))
        return "the limit must be a whole number up to 10000000";
    composite = calloc((size_t)limit + 1, 1);
    if (!composite)
        return "out of memory";
    for (number = 2; number <= limit; number++) {
        if (composite[number])
            continue;
        text_addf(out, "%ld\n", number);
        for (at = number * number; at <= limit; at += number)
            composite[at] = 1;
    }
    free(composite);
    return NULL;
}
