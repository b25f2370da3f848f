/* <%= op.summary %>. */
#include "operations.h"

const char *op_gcd(const struct gcd_options *options, struct text *out)
{
    long first, second, a, b, rest;

    if (!read_number(options->first, 1, 1000000000, &first) ||
        !read_number(options->second, 1, 1000000000, &second))
        return "both must be whole numbers from 1 to 1000000000";
    for (a = first, b = second; b > 0; b = rest) {
        rest = a % b;
        a = b;
    }
    text_addf(out, "%lld\n", options->multiple ? (long long)first / a * second : (long long)a);
    return NULL;
}
