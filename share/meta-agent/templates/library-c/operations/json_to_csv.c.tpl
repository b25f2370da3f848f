/* <%= op.summary %>. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

<% include "partials/json_scan.tpl" %>

static unsigned long read_unit(const char *at)
{
    char digits[5] = { at[0], at[1], at[2], at[3], '\0' };

    return strtoul(digits, NULL, 16);
}

static void add_character(struct text *out, unsigned long c)
{
    char bytes[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, i;

    for (i = n; i-- > 1; c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(n == 1 ? c : (0xf00 >> n & 0xff) | c);
    text_add(out, bytes, n);
}

/* What a string from its first quote on means; half a pair of units becomes U+FFFD. */
static void add_string(struct text *out, const char *at)
{
    static const char marks[] = "bfnrt", meant[] = "\b\f\n\r\t";
    const char *mark;
    unsigned long c, low;

    for (at++; *at != '"'; at++) {
        if (*at != '\\') {
            text_add(out, at, 1);
            continue;
        }
        mark = strchr(marks, *++at);
        if (*at != 'u') {
            text_add(out, mark ? &meant[mark - marks] : at, 1);
            continue;
        }
        c = read_unit(at + 1);
        at += 4;
        low = c >= 0xd800 && c < 0xdc00 && at[1] == '\\' && at[2] == 'u' ? read_unit(at + 3) : 0;
        if (low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            at += 6;
        }
        add_character(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
}

static void add_cell(struct text *out, const char *delimiter, struct text *cell)
{
    size_t i;

    text_add(cell, "", 1);
    if (!strpbrk(cell->data, "\"\r\n") && !strstr(cell->data, delimiter) && strlen(cell->data) + 1 == cell->size) {
        text_add(out, cell->data, cell->size - 1);
    } else {
        text_add(out, "\"", 1);
        for (i = 0; i + 1 < cell->size; i++)
            text_add(out, cell->data[i] == '"' ? "\"\"" : &cell->data[i], cell->data[i] == '"' ? 2 : 1);
        text_add(out, "\"", 1);
    }
    cell->size = 0;
}

struct member {
    const char *name, *value, *end; /* `end` of its value */
};

/* The next member from *at on, of an object that is valid; false: there is no other. */
static bool next_member(const char **at, const char *end, struct member *m)
{
    if (**at == '}')
        return false;
    m->name = skip_blanks(*at + 1, end); /* behind '{' or ',' */
    if (*m->name == '}')
        return false;
    m->value = skip_blanks(skip_blanks(skip_string(m->name, end), end) + 1, end);
    m->end = skip_value(m->value, end, 0);
    *at = skip_blanks(m->end, end);
    return true;
}

struct names {
    struct text *v;
    size_t n;
};

static void add_name(struct names *names, const char *at)
{
    struct text name = { NULL, 0, 0 };
    size_t i = 0;

    add_string(&name, at);
    while (i < names->n && (names->v[i].size != name.size || (name.size > 0 && memcmp(names->v[i].data, name.data, name.size) != 0)))
        i++;
    if (i < names->n) {
        text_free(&name);
        return;
    }
    names->v = resize(names->v, (names->n + 1) * sizeof(*names->v));
    names->v[names->n++] = name;
}

static bool is_named(const struct text *name, const char *at)
{
    struct text other = { NULL, 0, 0 };
    bool same;

    add_string(&other, at);
    same = other.size == name->size && (name->size == 0 || memcmp(other.data, name->data, name->size) == 0);
    text_free(&other);
    return same;
}

static void add_value(struct text *cell, const struct member *m)
{
    if (*m->value == '"')
        add_string(cell, m->value);
    else if (*m->value != 'n')
        text_add(cell, m->value, (size_t)(m->end - m->value));
}

static void add_row(struct text *out, const char *delimiter, const struct names *names, const char *object, const char *end)
{
    struct text cell = { NULL, 0, 0 };
    size_t i, from = out->size;
    struct member m;
    const char *at;

    for (i = 0; i < names->n; i++) {
        if (i > 0)
            text_add(out, delimiter, 1);
        for (at = object; next_member(&at, end, &m);) {
            if (!is_named(&names->v[i], m.name))
                continue;
            cell.size = 0; /* of a name that is there twice, the last counts */
            add_value(&cell, &m);
        }
        add_cell(out, delimiter, &cell);
    }
    if (names->n == 1 && out->size == from)
        text_add(out, "\"\"", 2); /* a row, and no empty line */
    text_add(out, "\n", 1);
    text_free(&cell);
}

/* The next object of a list that is valid, from *at on; NULL: there is none, and *at is what stands there. */
static const char *next_object(const char **at, const char *end)
{
    const char *object = **at == ']' ? *at : skip_blanks(*at + 1, end); /* behind '[' or ',' */

    *at = object;
    if (*object != '{')
        return NULL;
    *at = skip_blanks(skip_value(object, end, 0), end);
    return object;
}

const char *op_json_to_csv(const struct json_to_csv_options *options, const char *text, size_t size, struct text *out)
{
    const char *delimiter = options->delimiter ? options->delimiter : ",", *end = text + size, *list, *at, *object, *inside;
    struct text cell = { NULL, 0, 0 };
    struct names names = { NULL, 0 };
    struct member m;
    size_t i;
    bool whole;

    if (strlen(delimiter) != 1 || strchr("\"\r\n", *delimiter))
        return "the delimiter must be one character";
    list = skip_blanks(after_mark(text, size), end);
    if (!is_json(list, end))
        return "this is no JSON";
    for (at = list; *list == '[' && (object = next_object(&at, end));)
        for (inside = object; next_member(&inside, end, &m);)
            add_name(&names, m.name);
    whole = *list == '[' && *at == ']';
    for (i = 0; i < names.n && whole; i++) {
        if (i > 0)
            text_add(out, delimiter, 1);
        text_add(&cell, names.v[i].data, names.v[i].size);
        add_cell(out, delimiter, &cell);
    }
    if (names.n == 1 && names.v->size == 0 && whole)
        text_add(out, "\"\"", 2); /* a row, and no empty line */
    if (names.n > 0 && whole)
        text_add(out, "\n", 1);
    for (at = list; whole && (object = next_object(&at, end));)
        add_row(out, delimiter, &names, object, end);
    for (i = 0; i < names.n; i++)
        text_free(&names.v[i]);
    free(names.v);
    text_free(&cell);
    return whole ? NULL : "a list of objects is needed";
}
