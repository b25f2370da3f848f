/* <%= op.summary %>. */
#include "operations.h"

const char *op_fizzbuzz(const struct fizzbuzz_options *options, struct text *out)
{
    long count, number;

    if (!read_number(options->count, 0, 1000000, &count))
        return "the count must be a whole number up to 1000000";
    for (number = 1; number <= count; number++) {
        if (number % 3 && number % 5)
            text_addf(out, "%ld\n", number);
        else
            text_addf(out, "%s%s\n", number % 3 ? "" : "Fizz", number % 5 ? "" : "Buzz");
    }
    return NULL;
}
