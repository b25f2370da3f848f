/* <%= op.summary %>. */
#include <stdlib.h>
#include <string.h>

#include "operations.h"

struct cell {
    size_t from, size; /* in the row's text */
};

struct row {
    struct text text;
    struct cell *cells;
    size_t count, room;
};

static void end_cell(struct row *row, size_t from)
{
    if (row->count == row->room) {
        row->room = row->room * 2 + 16;
        row->cells = resize(row->cells, row->room * sizeof(*row->cells));
    }
    row->cells[row->count++] = (struct cell){ from, row->text.size - from };
}

/* The next row from *at on (RFC 4180); where a quote is not closed, its cell ends with the text. */
static void read_row(const char **at, const char *end, char delimiter, struct row *row)
{
    bool quoted = false, begins = true;
    size_t from = 0;
    const char *p;

    row->text.size = row->count = 0;
    for (p = *at; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
        if (*p == '"' && (quoted || begins)) {
            if (quoted && p + 1 < end && p[1] == '"')
                text_add(&row->text, p++, 1);
            else
                quoted = !quoted;
            begins = false;
        } else if (*p == delimiter && !quoted) {
            end_cell(row, from);
            from = row->text.size;
            begins = true;
        } else {
            text_add(&row->text, p, 1);
            begins = false;
        }
    }
    if (p > *at)
        end_cell(row, from);
    *at = p + (p < end) + (p + 1 < end && p[0] == '\r' && p[1] == '\n');
}

static void free_row(struct row *row)
{
    text_free(&row->text);
    free(row->cells);
}

static void add_string(struct text *out, const struct row *row, size_t i)
{
    const char *at = row->text.data ? row->text.data + row->cells[i].from : "", *end = at + row->cells[i].size;

    text_add(out, "\"", 1);
    for (; at < end; at++) {
        if (*at == '"' || *at == '\\')
            text_addf(out, "\\%c", *at);
        else if (*at == '\n')
            text_add(out, "\\n", 2);
        else if ((unsigned char)*at < ' ')
            text_addf(out, "\\u%04x", (unsigned char)*at);
        else
            text_add(out, at, 1);
    }
    text_add(out, "\"", 1);
}

static bool are_same(const struct row *row, size_t i, size_t k)
{
    const struct cell *a = &row->cells[i], *b = &row->cells[k];

    return a->size == b->size && (a->size == 0 || memcmp(row->text.data + a->from, row->text.data + b->from, a->size) == 0);
}

static bool names_twice(const struct row *names)
{
    size_t i, k;

    for (i = 0; i < names->count; i++)
        for (k = 0; k < i; k++)
            if (are_same(names, i, k))
                return true;
    return false;
}

static void add_object(struct text *out, const struct row *names, const struct row *row)
{
    size_t i;

    text_add(out, "  {\n", 4);
    for (i = 0; i < row->count; i++) {
        text_add(out, "    ", 4);
        add_string(out, names, i);
        text_add(out, ": ", 2);
        add_string(out, row, i);
        text_add(out, ",\n", i + 1 < row->count ? 2 : 0);
    }
    text_add(out, "\n  }", 4);
}

const char *op_csv_to_json(const struct csv_to_json_options *options, const char *text, size_t size, struct text *out)
{
    const char *delimiter = options->delimiter ? options->delimiter : ",", *end = text + size, *problem = NULL;
    struct row names = { { NULL, 0, 0 }, NULL, 0, 0 }, row = { { NULL, 0, 0 }, NULL, 0, 0 };
    bool first = true;

    if (strlen(delimiter) != 1 || strchr("\"\r\n", *delimiter))
        return "the delimiter must be one character";
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3; /* a mark of the encoding */
    do
        read_row(&text, end, *delimiter, &names);
    while (names.count == 0 && text < end); /* empty lines */
    if (names_twice(&names))
        problem = "two columns have the same name";
    while (text < end && !problem) {
        read_row(&text, end, *delimiter, &row);
        if (row.count == 0)
            continue; /* an empty line */
        if (row.count != names.count) {
            problem = "a row has more or fewer columns than the first";
        } else {
            text_add(out, first ? "[\n" : ",\n", 2);
            add_object(out, &names, &row);
            first = false;
        }
    }
    if (!problem)
        text_add(out, first ? "[]\n" : "\n]\n", 3);
    free_row(&names);
    free_row(&row);
    return problem;
}
