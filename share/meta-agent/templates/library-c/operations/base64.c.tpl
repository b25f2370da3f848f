/* <%= op.summary %>. */
#include <ctype.h>
#include <string.h>

#include "operations.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(const unsigned char *bytes, size_t size, struct text *out)
{
    char four[4];
    size_t i, k, has;

    for (i = 0; i < size; i += 3) {
        unsigned long group = 0;

        has = size - i < 3 ? size - i : 3;
        for (k = 0; k < 3; k++)
            group = group << 8 | (k < has ? bytes[i + k] : 0u);
        for (k = 0; k < 4; k++)
            four[k] = k <= has ? letters[group >> (18 - 6 * k) & 63] : '=';
        text_add(out, four, 4);
    }
    text_add(out, "\n", 1);
}

static const char *decode(const char *text, size_t size, struct text *out)
{
    static const char problem[] = "this is no text in Base64";
    unsigned long group = 0;
    size_t count = 0, padding = 0, i, k;

    for (i = 0; i < size; i++) {
        const char *letter = text[i] == '=' ? NULL : memchr(letters, text[i], 64);

        if (isspace((unsigned char)text[i]))
            continue;
        if ((!letter && text[i] != '=') || (letter && padding > 0))
            return problem;
        padding += !letter;
        group = group << 6 | (letter ? (unsigned long)(letter - letters) : 0);
        if (++count % 4 > 0)
            continue;
        if (padding > 2 || (padding > 0 && group & (padding == 1 ? 0xffu : 0xffffu)))
            return problem;
        for (k = 0; k < 3 - padding; k++) {
            char byte = (char)(group >> (16 - 8 * k) & 0xff);

            text_add(out, &byte, 1);
        }
        group = 0;
        if (padding > 0)
            padding = 3; /* nothing may follow */
    }
    return count % 4 == 0 ? NULL : problem;
}

const char *op_base64(const struct base64_options *options, const char *text, size_t size, struct text *out)
{
    if (options->decode)
        return decode(text, size, out);
    encode((const unsigned char *)text, size, out);
    return NULL;
}
