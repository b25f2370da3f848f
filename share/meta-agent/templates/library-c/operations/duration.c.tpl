/* <%= op.summary %>. */
#include <ctype.h>

#include "operations.h"

#define SECONDS_MAX 1000000000L

static const struct {
    char unit;
    long seconds;
} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };

#define UNITS (sizeof(units) / sizeof(*units))

static void write_duration(long seconds, struct text *out)
{
    size_t i, from = out->size;

    for (i = 0; i < UNITS; i++)
        if (seconds >= units[i].seconds) {
            text_addf(out, "%ld%c", seconds / units[i].seconds, units[i].unit);
            seconds %= units[i].seconds;
        }
    text_add(out, out->size > from ? "\n" : "0s\n", out->size > from ? 1 : 3);
}

/* "1h30m": each unit once, the largest first; -1: it is none. */
static long read_duration(const char *text)
{
    long seconds = 0, number;
    size_t i = 0;

    if (!*text)
        return -1;
    while (*text) {
        if (!isdigit((unsigned char)*text))
            return -1;
        for (number = 0; isdigit((unsigned char)*text); text++)
            if ((number = number * 10 + (*text - '0')) > SECONDS_MAX)
                return -1;
        while (i < UNITS && units[i].unit != tolower((unsigned char)*text))
            i++;
        if (i == UNITS || number > (SECONDS_MAX - seconds) / units[i].seconds)
            return -1;
        seconds += number * units[i++].seconds;
        text++;
    }
    return seconds;
}

const char *op_duration(const struct duration_options *options, struct text *out)
{
    long seconds;

    if (read_number(options->value, 0, SECONDS_MAX, &seconds)) {
        write_duration(seconds, out);
        return NULL;
    }
    seconds = read_duration(options->value);
    if (seconds < 0)
        return "this is neither seconds up to 1000000000 nor a duration such as 1h30m";
    text_addf(out, "%ld\n", seconds);
    return NULL;
}
