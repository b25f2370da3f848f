/* <%= op.summary %>. */
#include <string.h>
#include <strings.h>

#include "operations.h"

/* MMMDCCCLXXXVIII is the longest. */
static void write_numeral(char *to, long number)
{
    static const struct {
        long worth;
        const char *letters;
    } parts[] = {
        { 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" }, { 100, "C" }, { 90, "XC" }, { 50, "L" },
        { 40, "XL" }, { 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" },
    };
    size_t i;

    *to = '\0';
    for (i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        for (; number >= parts[i].worth; number -= parts[i].worth)
            strcat(to, parts[i].letters);
}

const char *op_roman(const struct roman_options *options, struct text *out)
{
    long number = 0;
    char digits[32];

    if (read_number(options->value, 1, 3999, &number)) {
        write_numeral(digits, number);
        text_addf(out, "%s\n", digits);
        return NULL;
    }
    for (number = 1; number < 4000; number++) {
        write_numeral(digits, number);
        if (strcasecmp(digits, options->value) == 0) {
            text_addf(out, "%ld\n", number);
            return NULL;
        }
    }
    return "this is neither a number from 1 to 3999 nor a Roman numeral";
}
