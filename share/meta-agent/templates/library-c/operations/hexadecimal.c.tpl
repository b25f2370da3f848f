/* <%= op.summary %>. */
#include <ctype.h>
#include <string.h>

#include "operations.h"

static const char digits[] = "0123456789abcdef";

static const char *decode(const char *text, size_t size, struct text *out)
{
    const char *digit;
    int high = -1, value;
    size_t i;
    char byte;

    for (i = 0; i < size; i++) {
        if (isspace((unsigned char)text[i]))
            continue;
        digit = memchr(digits, tolower((unsigned char)text[i]), 16);
        if (!digit)
            return "these are no hexadecimal digits";
        value = (int)(digit - digits);
        if (high < 0) {
            high = value;
            continue;
        }
        byte = (char)(high << 4 | value);
        text_add(out, &byte, 1);
        high = -1;
    }
    return high < 0 ? NULL : "a byte has two digits: one is missing";
}

const char *op_hexadecimal(const struct hexadecimal_options *options, const char *text, size_t size, struct text *out)
{
    size_t i;

    if (options->decode)
        return decode(text, size, out);
    for (i = 0; i < size; i++)
        text_addf(out, "%02x", (unsigned)(unsigned char)text[i]);
    text_add(out, "\n", 1);
    return NULL;
}
