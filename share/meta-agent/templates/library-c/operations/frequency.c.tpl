/* <%= op.summary %>. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

struct word {
    const char *at;
    size_t size, times;
};

/* Bytes beyond ASCII are parts of letters. */
static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static int by_text(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    int order = memcmp(x->at, y->at, x->size < y->size ? x->size : y->size);

    return order ? order : (x->size > y->size) - (x->size < y->size);
}

static int by_times(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    int order = (x->times < y->times) - (x->times > y->times);

    return order ? order : by_text(a, b);
}

const char *op_frequency(const struct frequency_options *options, const char *text, size_t size, struct text *out)
{
    struct word *words = calloc(size / 2 + 1, sizeof(*words));
    char *low = malloc(size + 1);
    size_t count = 0, kept = 0, i, from;

    if (!words || !low) {
        free(words);
        free(low);
        return "out of memory";
    }
    for (i = 0; i < size; i++)
        low[i] = (char)tolower((unsigned char)text[i]);
    for (i = 0; i < size;) {
        from = i;
        while (i < size && is_letter(low[i]))
            i++;
        if (i > from)
            words[count++] = (struct word){ low + from, i - from, 1 };
        else
            i++;
    }
    qsort(words, count, sizeof(*words), by_text);
    for (i = 0; i < count; i++) {
        if (kept > 0 && by_text(&words[kept - 1], &words[i]) == 0)
            words[kept - 1].times++;
        else
            words[kept++] = words[i];
    }
    qsort(words, kept, sizeof(*words), by_times);
    for (i = 0; i < kept && (long)i < options->top; i++) {
        text_addf(out, "%zu\t", words[i].times);
        text_add(out, words[i].at, words[i].size);
        text_add(out, "\n", 1);
    }
    free(words);
    free(low);
    return NULL;
}
