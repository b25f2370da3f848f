/* <%= op.summary %>. */
#include <stdio.h>
#include <string.h>

#include "operations.h"

static const char *const sorts[] = { "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789",
                                     "!#$%&*+-=?@_" };

/* A number below `limit`, each as likely as the others; -1: the system has none. */
static int below(FILE *random, size_t limit)
{
    int byte;

    do
        byte = getc(random);
    while (byte != EOF && byte >= (int)(256 - 256 % limit));
    return byte == EOF ? -1 : byte % (int)limit;
}

/* One of every sort is in it; false: the system has no random numbers. */
static bool choose(FILE *random, size_t sorts_count, char *to, size_t length)
{
    char all[80] = "";
    size_t i, k, there;

    for (i = 0; i < sorts_count; i++)
        strcat(all, sorts[i]);
    do {
        for (i = 0; i < length; i++) {
            int at = below(random, strlen(all));

            if (at < 0)
                return false;
            to[i] = all[at];
        }
        for (there = 0, i = 0; i < sorts_count; i++) {
            for (k = 0; k < length && !strchr(sorts[i], to[k]);)
                k++;
            there += k < length;
        }
    } while (there < sorts_count);
    return true;
}

const char *op_password(const struct password_options *options, struct text *out)
{
    const char *problem = NULL;
    char word[1000];
    FILE *random;
    long i;

    if (options->length < 4 || options->length > 1000 || options->count < 1 || options->count > 1000)
        return "the length must be 4 to 1000, the number 1 to 1000";
    random = fopen("/dev/urandom", "rb");
    if (!random)
        return "the system has no random numbers";
    for (i = 0; i < options->count && !problem; i++) {
        if (!choose(random, options->symbols ? 4 : 3, word, (size_t)options->length))
            problem = "the system has no random numbers";
        text_add(out, word, problem ? 0 : (size_t)options->length);
        text_add(out, "\n", 1);
    }
    fclose(random);
    return problem;
}
