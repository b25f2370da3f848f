/* <%= op.summary %>. */
#include "operations.h"

const char *op_leap_year(const struct leap_year_options *options, struct text *out)
{
    long year;

    if (!read_number(options->year, 1, 9999, &year))
        return "the year must be a whole number from 1 to 9999";
    text_addf(out, "%s\n", (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? "yes" : "no");
    return NULL;
}
