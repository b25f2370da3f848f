/* <%= op.summary %>. */
#include <string.h>

#include "operations.h"

const char *op_replace(const struct replace_options *options, const char *text, size_t size, struct text *out)
{
    size_t wanted = strlen(options->find), i = 0;

    if (wanted == 0)
        return "the text to look for is empty";
    while (i < size) {
        if (size - i >= wanted && memcmp(text + i, options->find, wanted) == 0) {
            text_add(out, options->replacement, strlen(options->replacement));
            i += wanted;
        } else {
            text_add(out, text + i++, 1);
        }
    }
    return NULL;
}
