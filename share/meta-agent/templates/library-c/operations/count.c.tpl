/* <%= op.summary %>. */
#include <ctype.h>

#include "operations.h"

const char *op_count(const struct count_options *options, const char *text, size_t size, struct text *out)
{
    bool every = !(options->lines || options->words || options->characters), inside = false;
    size_t lines = 0, words = 0, characters = 0, i;

    for (i = 0; i < size; i++) {
        bool blank = isspace((unsigned char)text[i]);

        words += !blank && !inside;
        inside = !blank;
        lines += text[i] == '\n';
        characters += ((unsigned char)text[i] & 0xc0) != 0x80; /* not the rest of a character */
    }
    lines += size > 0 && text[size - 1] != '\n';
    if (options->lines || every)
        text_addf(out, "%zu", lines);
    if (options->words || every)
        text_addf(out, out->size > 0 ? " %zu" : "%zu", words);
    if (options->characters || every)
        text_addf(out, out->size > 0 ? " %zu" : "%zu", characters);
    text_add(out, "\n", 1);
    return NULL;
}
