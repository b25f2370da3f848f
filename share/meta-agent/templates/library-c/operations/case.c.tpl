/* <%= op.summary %>. */
#include <ctype.h>
#include <string.h>

#include "operations.h"

const char *op_case(const struct case_options *options, const char *text, size_t size, struct text *out)
{
    bool title = strcmp(options->to, "title") == 0, upper = strcmp(options->to, "upper") == 0, first = true;
    size_t i;

    if (!title && !upper && strcmp(options->to, "lower") != 0)
        return "--to must be upper, lower or title";
    for (i = 0; i < size; i++) {
        int c = (unsigned char)text[i]; /* letters of ASCII: others stay as they are */
        char changed = (char)(upper || (title && first) ? toupper(c) : tolower(c));

        text_add(out, &changed, 1);
        first = c == ' ' || c == '\n' || c == '\t';
    }
    return NULL;
}
