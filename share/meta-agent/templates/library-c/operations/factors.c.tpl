/* <%= op.summary %>. */
#include "operations.h"

const char *op_factors(const struct factors_options *options, struct text *out)
{
    const char *between = "";
    long number, by;

    if (!read_number(options->number, 2, 1000000000, &number))
        return "the number must be a whole one from 2 to 1000000000";
    for (by = 2; number > 1; by++) {
        if (by * by > number)
            by = number;
        for (; number % by == 0; number /= by) {
            text_addf(out, "%s%ld", between, by);
            between = " ";
        }
    }
    text_add(out, "\n", 1);
    return NULL;
}
