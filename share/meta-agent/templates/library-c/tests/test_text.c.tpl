/* Text that grows, and lines of text. Results are told as TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static int number, failures;

static void check(bool ok, const char *what)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}

static void text_grows(void)
{
    struct text t = { NULL, 0, 0 };
    int i;

    for (i = 0; i < 1000; i++)
        text_addf(&t, "%03d,", i);
    check(t.size == 4000 && memcmp(t.data + 3996, "999,", 4) == 0, "text grows as it is added to");
    text_free(&t);
    check(t.data == NULL && t.size == 0, "what was freed is empty");
}

static void lines_are_found(void)
{
    static const char text[] = "one\r\n\nlast";
    size_t count;
    struct line *lines = all_lines(text, sizeof(text) - 1, &count);

    check(count == 3, "an empty line and one without an end are lines");
    check(count == 3 && lines[0].size == 3 && lines[1].size == 0 && lines[2].size == 4,
          "lines are without their ends");
    free(lines);
    lines = all_lines("", 0, &count);
    check(count == 0, "an empty text has no lines");
    free(lines);
}

static void numbers_are_read(void)
{
    long n = 7;

    check(read_number("42", 0, 100, &n) && n == 42, "a number is read");
    check(!read_number("42x", 0, 100, &n) && !read_number("", 0, 100, &n) && n == 42, "what is none is refused");
    check(!read_number("101", 0, 100, &n) && !read_number("99999999999999999999", 0, 100, &n),
          "one that is too large is refused");
}

int main(void)
{
    text_grows();
    lines_are_found();
    numbers_are_read();
    printf("1..%d\n", number);
    return failures > 0;
}
