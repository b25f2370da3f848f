/* <%= op.summary %>. */
#include <ctype.h>
#include <stdlib.h>

#include "operations.h"

#define DEPTH_MAX 100 /* brackets within each other */

struct reader {
    const char *at;
    const char *problem; /* the first one */
    int depth;
};

static double sum(struct reader *r);

static char next(struct reader *r)
{
    while (isspace((unsigned char)*r->at))
        r->at++;
    return *r->at;
}

static double fail(struct reader *r, const char *problem)
{
    if (!r->problem)
        r->problem = problem;
    return 0;
}

/* A number, a sum in brackets, or one of them with a sign. */
static double value(struct reader *r)
{
    char *end, c = next(r);
    double number;

    if (++r->depth > DEPTH_MAX)
        return fail(r, "there are too many brackets or signs within each other");
    if (c == '-' || c == '+') {
        r->at++;
        number = c == '-' ? -value(r) : value(r);
    } else if (c == '(') {
        r->at++;
        number = sum(r);
        if (next(r) == ')')
            r->at++;
        else
            number = fail(r, "a bracket is not closed");
    } else if (c == '0' && tolower((unsigned char)r->at[1]) == 'x') {
        number = fail(r, "numbers are decimal");
    } else if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)r->at[1]))) {
        number = strtod(r->at, &end);
        r->at = end;
    } else {
        number = fail(r, "a number is missing");
    }
    r->depth--;
    return number;
}

static double product(struct reader *r)
{
    double number = value(r), other;

    while (!r->problem && (next(r) == '*' || *r->at == '/')) {
        char sign = *r->at++;

        other = value(r);
        if (sign == '/' && other == 0)
            return fail(r, r->problem ? r->problem : "nothing can be divided by zero");
        number = sign == '*' ? number * other : number / other;
    }
    return number;
}

static double sum(struct reader *r)
{
    double number = product(r);

    while (!r->problem && (next(r) == '+' || *r->at == '-')) {
        char sign = *r->at++;

        number = sign == '+' ? number + product(r) : number - product(r);
    }
    return number;
}

const char *op_calculate(const struct calculate_options *options, struct text *out)
{
    struct reader r = { options->expression, NULL, 0 };
    double number = sum(&r);

    if (!r.problem && next(&r))
        return "after the end of the expression there is something else";
    if (r.problem)
        return r.problem;
    if (number - number != 0)
        return "the result is too large";
    text_addf(out, "%.15g\n", number == 0 ? 0.0 : number);
    return NULL;
}
