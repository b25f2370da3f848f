/* <%= op.summary %>. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

static const struct {
    char kind;
    const char *unit;
    double factor;
} factors[] = {
    { 'l', "m", 1 }, { 'l', "cm", 0.01 }, { 'l', "km", 1000 }, { 'l', "in", 0.0254 }, { 'l', "ft", 0.3048 },
    { 'l', "mi", 1609.344 }, { 'm', "kg", 1 }, { 'm', "g", 0.001 }, { 'm', "lb", 0.45359237 },
    { 'm', "oz", 0.028349523125 },
};

static bool is_temperature(const char *unit)
{
    return *unit && strchr("cfk", *unit) && !unit[1];
}

static double to_kelvin(double number, char unit)
{
    if (unit == 'f')
        return (number - 32) * 5 / 9 + 273.15;
    return unit == 'c' ? number + 273.15 : number;
}

static double from_kelvin(double number, char unit)
{
    if (unit == 'f')
        return (number - 273.15) * 9 / 5 + 32;
    return unit == 'c' ? number - 273.15 : number;
}

/* The unit in lower case; longer ones are none. */
static void read_unit(const char *text, char unit[4])
{
    size_t i;

    for (i = 0; i < 3 && text[i]; i++)
        unit[i] = (char)tolower((unsigned char)text[i]);
    unit[i] = '\0';
}

static bool convert(double *number, const char *source, const char *target)
{
    size_t i, k;

    if (is_temperature(source) && is_temperature(target)) {
        *number = from_kelvin(to_kelvin(*number, *source), *target);
        return true;
    }
    for (i = 0; i < sizeof(factors) / sizeof(*factors); i++)
        for (k = 0; k < sizeof(factors) / sizeof(*factors); k++)
            if (factors[i].kind == factors[k].kind && strcmp(factors[i].unit, source) == 0 &&
                strcmp(factors[k].unit, target) == 0) {
                *number = *number * factors[i].factor / factors[k].factor;
                return true;
            }
    return false;
}

const char *op_units(const struct units_options *options, struct text *out)
{
    char source[4], target[4], written[400], *end;
    double number = strtod(options->value, &end);
    size_t size;

    if (end == options->value || *end || number - number != 0)
        return "the value is no number";
    read_unit(options->from_unit, source);
    read_unit(options->to_unit, target);
    if (!convert(&number, source, target))
        return "these units cannot be converted to each other";
    if (number - number != 0)
        return "the value is too large";
    size = (size_t)snprintf(written, sizeof(written), "%.4f", number);
    while (written[size - 1] == '0')
        size--;
    size -= written[size - 1] == '.';
    text_add(out, written, size);
    text_add(out, "\n", 1);
    return NULL;
}
