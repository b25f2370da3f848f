/* What values may be, and characters. Results are told as TAP. */
#include <stdio.h>
#include <string.h>

#include "characters.h"
#include "records.h"

static int number, failures;

static void check(bool ok, const char *what)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}

static const char *const sizes[] = { "small", "large", NULL };

static const struct example {
    enum <%= app.module %>_type type;
    const char *value, *spelled; /* NULL: it is refused */
} examples[] = {
    { <%= app.module | constant %>_AS_STRING, "  Anna ", "Anna" },
    { <%= app.module | constant %>_AS_STRING, " \t", NULL },
    { <%= app.module | constant %>_AS_STRING, "\xff", NULL },
    { <%= app.module | constant %>_AS_TEXT, "one\ntwo", "one\ntwo" },
    { <%= app.module | constant %>_AS_INTEGER, "+007", "7" },
    { <%= app.module | constant %>_AS_INTEGER, "-999999999999999999", "-999999999999999999" },
    { <%= app.module | constant %>_AS_INTEGER, "1000000000000000000", NULL },
    { <%= app.module | constant %>_AS_INTEGER, "1.5", NULL },
    { <%= app.module | constant %>_AS_INTEGER, "", NULL },
    { <%= app.module | constant %>_AS_DECIMAL, "-1.50", "-1.50" },
    { <%= app.module | constant %>_AS_DECIMAL, "1.", NULL },
    { <%= app.module | constant %>_AS_DECIMAL, "nan", NULL },
    { <%= app.module | constant %>_AS_MONEY, "12.5", "12.50" },
    { <%= app.module | constant %>_AS_MONEY, "-0", "0.00" },
    { <%= app.module | constant %>_AS_MONEY, "1.005", NULL },
    { <%= app.module | constant %>_AS_MONEY, "1e3", NULL },
    { <%= app.module | constant %>_AS_BOOLEAN, "yes", "true" },
    { <%= app.module | constant %>_AS_BOOLEAN, "0", "false" },
    { <%= app.module | constant %>_AS_BOOLEAN, "maybe", NULL },
    { <%= app.module | constant %>_AS_DATE, "2024-02-29", "2024-02-29" },
    { <%= app.module | constant %>_AS_DATE, "2026-02-29", NULL },
    { <%= app.module | constant %>_AS_DATE, "1900-02-29", NULL },
    { <%= app.module | constant %>_AS_DATE, "2026-13-01", NULL },
    { <%= app.module | constant %>_AS_DATE, "26-01-01", NULL },
    { <%= app.module | constant %>_AS_TIME, "09:30", "09:30" },
    { <%= app.module | constant %>_AS_TIME, "24:00", NULL },
    { <%= app.module | constant %>_AS_DATETIME, "2026-01-15 10:00", "2026-01-15T10:00" },
    { <%= app.module | constant %>_AS_DATETIME, "2026-01-15T10:00:00.000Z", "2026-01-15T10:00:00.000Z" },
    { <%= app.module | constant %>_AS_DATETIME, "2026-01-15T10:00+02:00", "2026-01-15T10:00+02:00" },
    { <%= app.module | constant %>_AS_DATETIME, "2026-01-15T10:00x", NULL },
    { <%= app.module | constant %>_AS_EMAIL, "anna@example.com", "anna@example.com" },
    { <%= app.module | constant %>_AS_EMAIL, "anna@example", NULL },
    { <%= app.module | constant %>_AS_EMAIL, "@example.com", NULL },
    { <%= app.module | constant %>_AS_URL, "https://example.com/a", "https://example.com/a" },
    { <%= app.module | constant %>_AS_URL, "ftp://example.com", NULL },
    { <%= app.module | constant %>_AS_URL, "https://", NULL },
    { <%= app.module | constant %>_AS_PHONE, "+49 (30) 123-456", "+49 (30) 123-456" },
    { <%= app.module | constant %>_AS_PHONE, "call me", NULL },
    { <%= app.module | constant %>_AS_ENUM, "small", "small" },
    { <%= app.module | constant %>_AS_ENUM, "huge", NULL },
    { <%= app.module | constant %>_AS_JSON, "{ \"a\": [1, 2] }", "{\"a\":[1,2]}" },
    { <%= app.module | constant %>_AS_JSON, "{", NULL },
    { <%= app.module | constant %>_AS_REFERENCE, "12", "12" },
    { <%= app.module | constant %>_AS_REFERENCE, "0", NULL },
    { <%= app.module | constant %>_AS_REFERENCE, "-1", NULL },
};

static void values_have_one_spelling(void)
{
    char what[128];
    size_t i;

    for (i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
        const struct example *e = &examples[i];
        struct <%= app.module %>_field field = { .name = "f", .type = e->type, .values = e->type == <%= app.module | constant %>_AS_ENUM ? sizes : NULL };
        struct text out = { NULL, 0, 0 };
        const char *why = <%= app.module %>_read_value(&field, e->value, &out);
        bool ok;

        text_add(&out, "", 1);
        ok = e->spelled ? !why && strcmp(out.data, e->spelled) == 0 : why && out.size == 1;
        (void)snprintf(what, sizeof(what), "value %zu is %s", i + 1, e->spelled ? "kept" : "refused"); /* it fits */
        check(ok, what);
        text_free(&out);
    }
}

static void numbers_are_compared_as_numbers(void)
{
    struct <%= app.module %>_field integer = { .type = <%= app.module | constant %>_AS_INTEGER }, money = { .type = <%= app.module | constant %>_AS_MONEY },
                     string = { .type = <%= app.module | constant %>_AS_STRING };

    check(<%= app.module %>_compare(&integer, "9", "10") < 0, "9 is less than 10");
    check(<%= app.module %>_compare(&money, "-1.00", "0.50") < 0, "a debt is less than nothing");
    check(<%= app.module %>_compare(&string, "\xc3\x84rger", "\xc3\xa4rger") == 0, "case makes no difference to the order of texts");
    check(<%= app.module %>_compare(&string, "a", "ab") < 0 && <%= app.module %>_compare(&string, "b", "ab") > 0, "texts are in order");
}

static void characters_are_read(void)
{
    check(is_utf8("\xe2\x82\xac \xf0\x9f\x98\x80") && !is_utf8("\xc0\xaf") && !is_utf8("\xed\xa0\x80"),
        "what is no UTF-8 is told apart");
    check(contains_folded("Stra\xc3\x9f" "e \xc3\x84" "pfel", "\xc3\xa4PF") && !contains_folded("abc", "abcd"),
        "a text is found in upper and lower case");
    check(columns_of("\xe6\x97\xa5" "a") == 3 && columns_of("e\xcc\x81") == 1, "wide letters take two columns, marks none");
}

int main(void)
{
    values_have_one_spelling();
    numbers_are_compared_as_numbers();
    characters_are_read();
    printf("1..%d\n", number);
    return failures > 0;
}
