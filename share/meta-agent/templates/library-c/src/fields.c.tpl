/* What a value may be, and its one spelling. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "characters.h"
#include "json.h"
#include "records.h"

/* A value without blanks around it. */
struct slice {
    const char *at, *end;
};

static bool take(struct slice *s, char wanted)
{
    if (s->at == s->end || *s->at != wanted)
        return false;
    s->at++;
    return true;
}

/* From `least` to `most` digits, of which there may be 18. */
static bool take_number(struct slice *s, int least, int most, long long *out)
{
    int n;

    *out = 0;
    for (n = 0; n < most && s->at < s->end && isdigit((unsigned char)*s->at); n++)
        *out = *out * 10 + (*s->at++ - '0');
    return n >= least;
}

static bool take_digits(struct slice *s)
{
    const char *from = s->at;

    while (s->at < s->end && isdigit((unsigned char)*s->at))
        s->at++;
    return s->at > from;
}

static bool take_day(struct slice *s)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    long long year, month, day;
    bool leap;

    if (!take_number(s, 4, 4, &year) || !take(s, '-') || !take_number(s, 2, 2, &month) || !take(s, '-') ||
        !take_number(s, 2, 2, &day) || year < 1 || month < 1 || month > 12)
        return false;
    leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

static bool take_clock(struct slice *s, bool seconds)
{
    long long hour, minute, second = 0;

    if (!take_number(s, 2, 2, &hour) || !take(s, ':') || !take_number(s, 2, 2, &minute))
        return false;
    if (seconds && take(s, ':')) {
        if (!take_number(s, 2, 2, &second))
            return false;
        if (take(s, '.') && !take_digits(s))
            return false;
    }
    return hour < 24 && minute < 60 && second < 60;
}

static bool take_zone(struct slice *s)
{
    if (s->at == s->end || take(s, 'Z'))
        return true;
    return (take(s, '+') || take(s, '-')) && take_clock(s, false);
}

static const char *add_slice(struct slice s, struct text *out)
{
    text_add(out, s.at, (size_t)(s.end - s.at));
    return NULL;
}

static const char *read_string(struct slice s, struct text *out)
{
    return s.at == s.end ? "must not be empty" : add_slice(s, out);
}

static const char *read_integer(struct slice s, struct text *out)
{
    bool minus = take(&s, '-');
    long long value;

    if (!minus)
        (void)take(&s, '+'); /* it may be left out */
    if (!take_number(&s, 1, 18, &value) || s.at < s.end)
        return "must be a whole number";
    text_addf(out, "%lld", minus ? -value : value);
    return NULL;
}

static const char *read_decimal(struct slice s, struct text *out)
{
    static const char why[] = "must be a number";
    struct slice whole;

    (void)take(&s, '+'); /* it may be left out */
    whole = s;
    (void)take(&s, '-');
    if (!take_digits(&s) || (take(&s, '.') && !take_digits(&s)))
        return why;
    return s.at < s.end || s.end - whole.at > 60 ? why : add_slice(whole, out);
}

static const char *read_money(struct slice s, struct text *out)
{
    bool minus = take(&s, '-');
    long long units, cents = 0;
    const char *behind;

    if (!take_number(&s, 1, 15, &units))
        return "must be a number";
    if (take(&s, '.')) {
        behind = s.at;
        if (!take_number(&s, 1, 2, &cents))
            return "must be a number";
        if (s.at - behind == 1)
            cents *= 10;
    }
    if (s.at < s.end)
        return isdigit((unsigned char)*s.at) ? "must have at most two decimal places" : "must be a number";
    text_addf(out, "%s%lld.%02lld", minus && (units || cents) ? "-" : "", units, cents);
    return NULL;
}

static bool is_one_of(struct slice s, const char *words)
{
    size_t size = (size_t)(s.end - s.at), n;

    for (; *words; words += n + (words[n] == ' ')) {
        n = strcspn(words, " ");
        if (n == size && memcmp(words, s.at, n) == 0)
            return true;
    }
    return false;
}

static const char *read_boolean(struct slice s, struct text *out)
{
    bool yes = is_one_of(s, "true yes 1 on");

    if (!yes && !is_one_of(s, "false no 0 off"))
        return "must be yes or no";
    text_addf(out, "%s", yes ? "true" : "false");
    return NULL;
}

static const char *read_date(struct slice s, struct text *out)
{
    struct slice whole = s;

    return take_day(&s) && s.at == s.end ? add_slice(whole, out) : "must be a date such as 2026-01-15";
}

static const char *read_time(struct slice s, struct text *out)
{
    struct slice whole = s;

    return take_clock(&s, true) && s.at == s.end ? add_slice(whole, out) : "must be a time such as 09:30";
}

static const char *read_moment(struct slice s, struct text *out)
{
    struct slice whole = s;

    if (!take_day(&s) || !(take(&s, 'T') || take(&s, ' ')) || !take_clock(&s, true) || !take_zone(&s) ||
        s.at < s.end)
        return "must be a moment such as 2026-01-15T10:00";
    text_add(out, whole.at, 10);
    text_add(out, "T", 1);
    whole.at += 11;
    return add_slice(whole, out);
}

static bool has_blank(struct slice s)
{
    for (; s.at < s.end; s.at++)
        if (isspace((unsigned char)*s.at))
            return true;
    return false;
}

static const char *read_email(struct slice s, struct text *out)
{
    const char *at = memchr(s.at, '@', (size_t)(s.end - s.at)), *dot;

    if (!at || at == s.at || has_blank(s) || memchr(at + 1, '@', (size_t)(s.end - at - 1)))
        return "must be an e-mail address";
    for (dot = at + 2; dot + 1 < s.end; dot++)
        if (*dot == '.')
            return add_slice(s, out);
    return "must be an e-mail address";
}

static const char *read_url(struct slice s, struct text *out)
{
    size_t size = (size_t)(s.end - s.at);
    size_t scheme = size > 8 && memcmp(s.at, "https://", 8) == 0 ? 8
        : size > 7 && memcmp(s.at, "http://", 7) == 0            ? 7
                                                                 : 0;

    if (scheme == 0 || has_blank(s) || s.at[scheme] == '/')
        return "must be an address such as https://example.com";
    return add_slice(s, out);
}

static const char *read_phone(struct slice s, struct text *out)
{
    struct slice whole = s;
    int n = 0;

    (void)take(&s, '+'); /* it may be left out */
    while (s.at < s.end && strchr("0123456789 ()./-", *s.at)) {
        s.at++;
        n++;
    }
    return s.at < s.end || n < 3 || n > 30 ? "must be a phone number" : add_slice(whole, out);
}

static const char *read_json(struct slice s, struct text *out)
{
    struct json j = { s.at, s.end, false };
    size_t before = out->size;

    if (json_value(&j, out) && j.at == j.end)
        return NULL;
    out->size = before;
    return "must be JSON";
}

static const char *read_id(struct slice s, struct text *out)
{
    return s.at < s.end && (*s.at == '-' || *s.at == '0') ? "must be an id" : read_integer(s, out);
}

static const char *(*const readers[])(struct slice s, struct text *out) = {
    [<%= app.module | constant %>_AS_STRING] = read_string,
    [<%= app.module | constant %>_AS_TEXT] = read_string,
    [<%= app.module | constant %>_AS_INTEGER] = read_integer,
    [<%= app.module | constant %>_AS_DECIMAL] = read_decimal,
    [<%= app.module | constant %>_AS_MONEY] = read_money,
    [<%= app.module | constant %>_AS_BOOLEAN] = read_boolean,
    [<%= app.module | constant %>_AS_DATE] = read_date,
    [<%= app.module | constant %>_AS_TIME] = read_time,
    [<%= app.module | constant %>_AS_DATETIME] = read_moment,
    [<%= app.module | constant %>_AS_EMAIL] = read_email,
    [<%= app.module | constant %>_AS_URL] = read_url,
    [<%= app.module | constant %>_AS_PHONE] = read_phone,
    [<%= app.module | constant %>_AS_ENUM] = read_string,
    [<%= app.module | constant %>_AS_JSON] = read_json,
    [<%= app.module | constant %>_AS_REFERENCE] = read_id,
};

const char *<%= app.module %>_read_value(const struct <%= app.module %>_field *field, const char *value, struct text *out)
{
    struct slice s = { value, value + strlen(value) };
    size_t i;

    if (!is_utf8(value))
        return "must be UTF-8";
    while (s.at < s.end && isspace((unsigned char)*s.at))
        s.at++;
    while (s.end > s.at && isspace((unsigned char)s.end[-1]))
        s.end--;
    for (i = 0; field->values && field->values[i]; i++)
        if (strlen(field->values[i]) == (size_t)(s.end - s.at) &&
            memcmp(field->values[i], s.at, (size_t)(s.end - s.at)) == 0)
            break;
    if (field->values && !field->values[i])
        return "must be one of its values";
    return readers[field->type](s, out);
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

int <%= app.module %>_compare(const struct <%= app.module %>_field *field, const char *one, const char *other)
{
    long long a, b;

    switch (field->type) {
    case <%= app.module | constant %>_AS_INTEGER:
    case <%= app.module | constant %>_AS_REFERENCE:
        a = strtoll(one, NULL, 10);
        b = strtoll(other, NULL, 10);
        return (a > b) - (a < b);
    case <%= app.module | constant %>_AS_DECIMAL:
    case <%= app.module | constant %>_AS_MONEY:
        return compare_numbers(strtod(one, NULL), strtod(other, NULL));
    default:
        return compare_folded(one, other);
    }
}

void <%= app.module %>_add_json(const struct <%= app.module %>_field *field, const char *value, struct text *out)
{
    if (!value)
        text_add(out, "null", 4);
    else if (field->type == <%= app.module | constant %>_AS_INTEGER || field->type == <%= app.module | constant %>_AS_REFERENCE || field->type == <%= app.module | constant %>_AS_BOOLEAN ||
        field->type == <%= app.module | constant %>_AS_JSON)
        text_add(out, value, strlen(value));
    else
        json_add_string(out, value);
}
