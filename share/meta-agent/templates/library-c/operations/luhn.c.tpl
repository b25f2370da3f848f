/* <%= op.summary %>. */
#include <ctype.h>

#include "operations.h"

const char *op_luhn(const struct luhn_options *options, struct text *out)
{
    const char *at = options->number;
    int even = 0, odd = 0, digit, doubled, sum = 0, other = 0, count = 0;

    /* Both sums are kept, for which digits are doubled is only known at the end. */
    for (; *at; at++) {
        if (*at == ' ' || *at == '-')
            continue;
        if (!isdigit((unsigned char)*at))
            return "the number may have digits, blanks and hyphens only";
        digit = *at - '0';
        doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        even = other + digit;
        odd = sum + doubled;
        sum = even % 10;
        other = odd % 10;
        count++;
    }
    if (count < 2)
        return "the number must have two digits or more";
    text_addf(out, "%s\n", sum == 0 ? "valid" : "invalid");
    return NULL;
}
