/* <%= op.summary %>. */
#include "operations.h"

const char *op_fibonacci(const struct fibonacci_options *options, struct text *out)
{
    unsigned long long current = 0, next = 1, sum;
    long count;

    if (!read_number(options->count, 0, 90, &count))
        return "the count must be a whole number up to 90";
    for (; count > 0; count--) {
        text_addf(out, "%llu\n", current);
        sum = current + next;
        current = next;
        next = sum;
    }
    return NULL;
}
