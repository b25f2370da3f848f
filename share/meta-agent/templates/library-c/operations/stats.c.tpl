/* <%= op.summary %>. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* By Newton's method, so that nothing has to be linked for it. */
static double square_root(double number)
{
    double root = number > 1 ? number : 1, before;

    if (number <= 0)
        return 0;
    do {
        before = root;
        root = (root + number / root) / 2;
    } while (root < before);
    return before;
}

/* The numbers of a text with blanks between them; NULL: one is none, or there are none. */
static double *read_numbers(const char *text, size_t size, size_t *count)
{
    double *numbers = NULL;
    size_t at = 0, from, room = 0;
    char word[64], *end;

    for (*count = 0; at < size;) {
        for (from = at; at < size && !isspace((unsigned char)text[at]);)
            at++;
        if (at == from) {
            at++;
            continue;
        }
        if (*count == room) {
            room = room * 2 + 64;
            numbers = resize(numbers, room * sizeof(*numbers));
        }
        snprintf(word, sizeof(word), "%.*s", (int)(at - from < 63 ? at - from : 63), text + from);
        numbers[*count] = strtod(word, &end);
        if (at - from > 63 || *end || strpbrk(word, "xXnN") || numbers[*count] - numbers[*count] != 0) {
            free(numbers);
            return NULL;
        }
        (*count)++;
    }
    return numbers;
}

static void describe(const double *numbers, size_t count, struct text *out)
{
    double sum = 0, mean, squares = 0, mode = numbers[0];
    size_t i, run = 0, longest = 0;

    for (i = 0; i < count; i++) {
        sum += numbers[i];
        run = i > 0 && numbers[i] == numbers[i - 1] ? run + 1 : 1;
        if (run > longest) {
            longest = run;
            mode = numbers[i];
        }
    }
    mean = sum / (double)count;
    for (i = 0; i < count; i++)
        squares += (numbers[i] - mean) * (numbers[i] - mean);
    text_addf(out, "count\t%zu\nsum\t%.12g\nmean\t%.12g\n", count, sum, mean);
    text_addf(out, "median\t%.12g\n", (numbers[(count - 1) / 2] + numbers[count / 2]) / 2);
    text_addf(out, "mode\t%.12g\nminimum\t%.12g\n", mode, numbers[0]);
    text_addf(out, "maximum\t%.12g\n", numbers[count - 1]);
    text_addf(out, "deviation\t%.12g\n", count > 1 ? square_root(squares / (double)(count - 1)) : 0);
}

const char *op_stats(const struct stats_options *options, const char *text, size_t size, struct text *out)
{
    size_t count;
    double *numbers = read_numbers(text, size, &count);

    (void)options; /* there are none */
    if (!numbers)
        return "there must be numbers with blanks or ends of lines between them, and nothing else";
    qsort(numbers, count, sizeof(*numbers), by_value);
    describe(numbers, count, out);
    free(numbers);
    return NULL;
}
