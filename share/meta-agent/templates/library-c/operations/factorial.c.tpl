/* <%= op.summary %>. */
#include "operations.h"

const char *op_factorial(const struct factorial_options *options, struct text *out)
{
    unsigned digits[2600] = { 1 }; /* the last first; 1000! has 2568 */
    unsigned carry;
    long number, by;
    size_t count = 1, i;

    if (!read_number(options->number, 0, 1000, &number))
        return "the number must be a whole one from 0 to 1000";
    for (by = 2; by <= number; by++) {
        for (carry = 0, i = 0; i < count || carry > 0; i++) {
            if (i == count)
                digits[count++] = 0;
            carry += digits[i] * (unsigned)by;
            digits[i] = carry % 10;
            carry /= 10;
        }
    }
    while (count > 0)
        text_addf(out, "%u", digits[--count]);
    text_add(out, "\n", 1);
    return NULL;
}
