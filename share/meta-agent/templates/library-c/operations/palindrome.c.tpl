/* <%= op.summary %>. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

/* The letters and digits in lower case, those of Latin-1 (À to Þ) as well; other bytes beyond ASCII belong to letters. */
static size_t keep_letters(const char *text, char *to)
{
    size_t kept = 0;

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        bool capital = kept > 0 && (unsigned char)to[kept - 1] == 0xc3 && byte >= 0x80 && byte < 0x9f && byte != 0x97;

        if (isalnum(byte) || byte >= 0x80)
            to[kept++] = (char)(capital ? byte + 0x20 : tolower(byte));
    }
    return kept;
}

/* How many bytes the character that ends at `end` has. */
static size_t last_size(const char *text, size_t end)
{
    size_t from = end - 1;

    while (from > 0 && ((unsigned char)text[from] & 0xc0) == 0x80)
        from--;
    return end - from;
}

static size_t first_size(const char *text, size_t from, size_t end)
{
    size_t at = from + 1;

    while (at < end && ((unsigned char)text[at] & 0xc0) == 0x80)
        at++;
    return at - from;
}

const char *op_palindrome(const struct palindrome_options *options, struct text *out)
{
    char *letters = resize(NULL, strlen(options->text) + 1);
    size_t from = 0, end = keep_letters(options->text, letters), first, last;
    bool same = true;

    if (end == 0) {
        free(letters);
        return "there are no letters in it";
    }
    while (same && from < end) {
        first = first_size(letters, from, end);
        last = last_size(letters, end);
        same = first == last && memcmp(letters + from, letters + end - last, first) == 0;
        from += first;
        end -= last;
    }
    text_addf(out, "%s\n", same ? "yes" : "no");
    free(letters);
    return NULL;
}
