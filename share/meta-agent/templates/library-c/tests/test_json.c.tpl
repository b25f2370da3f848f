/* JSON. Results are told as TAP. */
#include <stdio.h>
#include <string.h>

#include "json.h"

static int number, failures;

static void check(bool ok, const char *what)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
    failures += !ok;
}

static const struct example {
    const char *json, *compact; /* NULL: it is none */
} examples[] = {
    { " { \"a\" : [ 1 , true , null ] , \"b\" : { } } ", "{\"a\":[1,true,null],\"b\":{}}" },
    { "\"\\u00e4\\ud83d\\ude00\\n\"", "\"\xc3\xa4\xf0\x9f\x98\x80\\n\"" },
    { "-1.5e+3", "-1.5e+3" },
    { "[]", "[]" },
    { "", NULL },
    { "[1,]", NULL },
    { "[1 2]", NULL },
    { "{\"a\"}", NULL },
    { "{a:1}", NULL },
    { "01", NULL },
    { "1.", NULL },
    { "\"a", NULL },
    { "\"\\x\"", NULL },
    { "\"\\ud83d\"", NULL },
    { "\"\n\"", NULL },
    { "truth", NULL },
};

int main(void)
{
    struct text deep = { NULL, 0, 0 };
    struct json j;
    char what[64];
    size_t i;

    for (i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
        struct text out = { NULL, 0, 0 };
        bool read;

        j = (struct json){ examples[i].json, examples[i].json + strlen(examples[i].json), false };
        read = json_value(&j, &out);
        (void)json_take(&j, '\0'); /* blanks at the end */
        read = read && j.at == j.end;
        text_add(&out, "", 1);
        (void)snprintf(what, sizeof(what), "JSON %zu is %s", i + 1, examples[i].compact ? "read" : "refused"); /* it fits */
        check(examples[i].compact ? read && strcmp(out.data, examples[i].compact) == 0 : !read, what);
        text_free(&out);
    }
    for (i = 0; i < 100000; i++)
        text_add(&deep, "[", 1);
    j = (struct json){ deep.data, deep.data + deep.size, false };
    {
        struct text out = { NULL, 0, 0 };

        check(!json_value(&j, &out), "what is nested too deeply is refused");
        text_free(&out);
    }
    text_free(&deep);
    printf("1..%d\n", number);
    return failures > 0;
}
