/* <%= op.summary %>. */
#include <stdio.h>
#include <string.h>

#include "operations.h"

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days since the first of January of the year 1; -1: that is no day of the calendar. */
static long read_day(const char *text)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year, month, day, end = 0, i;
    long days;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10 || text[end] ||
        strspn(text, "0123456789-") != 10)
        return -1;
    if (year < 1 || month < 1 || month > 12 || day < 1 ||
        day > lengths[month - 1] + (month == 2 && is_leap(year)))
        return -1;
    days = (year - 1) * 365L + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    for (i = 0; i < month - 1; i++)
        days += lengths[i] + (i == 1 && is_leap(year));
    return days + day - 1;
}

const char *op_days_between(const struct days_between_options *options, struct text *out)
{
    long first = read_day(options->first), second = read_day(options->second);

    if (first < 0 || second < 0)
        return "both must be days of the calendar such as 2026-02-28";
    text_addf(out, "%ld\n", second - first);
    return NULL;
}
