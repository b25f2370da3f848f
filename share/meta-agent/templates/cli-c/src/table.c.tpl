#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "characters.h"

static bool is_long(const struct <%= app.module %>_field *field)
{
    return field->type == <%= app.module | constant %>_AS_TEXT || field->type == <%= app.module | constant %>_AS_JSON;
}

static const char *shown(const struct <%= app.module %>_field *field, const char *value)
{
    if (!value)
        return "";
    if (field->type == <%= app.module | constant %>_AS_BOOLEAN)
        return strcmp(value, "true") == 0 ? "yes" : "no";
    return value;
}

static void add_blanks(struct text *out, int count)
{
    for (; count > 0; count--)
        text_add(out, " ", 1);
}

/* It turns what follows round (Unicode's Bidi_Control). */
static bool is_turning(unsigned long c)
{
    return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void add_visible(struct text *out, const char *value, bool lines)
{
    const char *from = value, *to = value;
    unsigned long c;

    for (; next_character(&to, &c); from = to)
        if ((c >= ' ' && c < 0x7f) || (c >= 0xa0 && !is_turning(c)) || (lines && (c == '\n' || c == '\t')))
            text_add(out, from, (size_t)(to - from));
        else if (c == '\n' || c == '\r' || c == '\t')
            text_addf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        else if (c < 0xa0)
            text_addf(out, "\\x%02lx", c);
        else
            text_addf(out, "\\u%04lx", c);
}

static int visible_columns(const char *value)
{
    struct text visible = { NULL, 0, 0 };
    int columns;

    add_visible(&visible, value, false);
    text_add(&visible, "", 1); /* its end */
    columns = columns_of(visible.data);
    text_free(&visible);
    return columns;
}

/* Ends a line without blanks at its end. */
static void end_line(struct text *out)
{
    while (out->size > 0 && out->data[out->size - 1] == ' ')
        out->size--;
    text_add(out, "\n", 1);
}

/* A cell of a line, `width` columns wide. */
static void add_cell(struct text *out, const char *value, int width)
{
    add_visible(out, value, false);
    add_blanks(out, width - visible_columns(value));
}

static int width_of(const struct <%= app.module %>_kind *kind, int field, const struct <%= app.module %>_record *const *records, size_t count)
{
    int width = columns_of(kind->fields[field].label), one;
    size_t i;

    for (i = 0; i < count; i++) {
        one = visible_columns(shown(&kind->fields[field], records[i]->values[field]));
        width = one > width ? one : width;
    }
    return width;
}

void add_table(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *const *records, size_t count, struct text *out)
{
    int *widths, i;
    char id[32];
    size_t at;

    if (count == 0) {
        text_addf(out, "no %s\n", kind->labels);
        return;
    }
    widths = resize(NULL, sizeof(*widths) * (size_t)(kind->fields_count + 1));
    widths[kind->fields_count] = 2; /* of the ids */
    for (at = 0; at < count; at++) {
        int width = snprintf(NULL, 0, "%ld", records[at]->id);

        widths[kind->fields_count] = width > widths[kind->fields_count] ? width : widths[kind->fields_count];
    }
    add_cell(out, "ID", widths[kind->fields_count]);
    for (i = 0; i < kind->fields_count; i++) {
        if (is_long(&kind->fields[i]))
            continue;
        widths[i] = width_of(kind, i, records, count);
        add_blanks(out, 2);
        add_cell(out, kind->fields[i].label, widths[i]);
    }
    end_line(out);
    for (at = 0; at < count; at++) {
        (void)snprintf(id, sizeof(id), "%ld", records[at]->id); /* it fits */
        add_cell(out, id, widths[kind->fields_count]);
        for (i = 0; i < kind->fields_count; i++) {
            if (is_long(&kind->fields[i]))
                continue;
            add_blanks(out, 2);
            add_cell(out, shown(&kind->fields[i], records[at]->values[i]), widths[i]);
        }
        end_line(out);
    }
    free(widths);
}

static void add_detail(struct text *out, const char *label, int width, const char *value)
{
    text_add(out, label, strlen(label));
    text_add(out, ":", 1);
    add_blanks(out, width + 1 - columns_of(label));
    add_visible(out, value, true);
    end_line(out);
}

void add_details(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *record, struct text *out)
{
    int width = 2, i;
    char id[32];

    for (i = 0; i < kind->fields_count; i++)
        if (columns_of(kind->fields[i].label) > width)
            width = columns_of(kind->fields[i].label);
    (void)snprintf(id, sizeof(id), "%ld", record->id); /* it fits */
    add_detail(out, "ID", width, id);
    for (i = 0; i < kind->fields_count; i++)
        add_detail(out, kind->fields[i].label, width, shown(&kind->fields[i], record->values[i]));
}

void add_json(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *const *records, size_t count, struct text *out)
{
    size_t at;
    int i;

    text_add(out, "[", 1);
    for (at = 0; at < count; at++) {
        text_addf(out, "%s\n  {\n    \"id\": %ld", at > 0 ? "," : "", records[at]->id);
        for (i = 0; i < kind->fields_count; i++) {
            text_addf(out, ",\n    \"%s\": ", kind->fields[i].name);
            <%= app.module %>_add_json(&kind->fields[i], records[at]->values[i], out);
        }
        text_addf(out, "\n  }");
    }
    text_addf(out, count > 0 ? "\n]\n" : "]\n");
}

static void add_csv_cell(struct text *out, const char *value)
{
    bool quoted = value[strcspn(value, ",\"\r\n")] != '\0';

    text_add(out, "\"", quoted);
    for (; *value; value++) {
        if (*value == '"')
            text_add(out, "\"", 1);
        text_add(out, value, 1);
    }
    text_add(out, "\"", quoted);
}

void add_csv(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *const *records, size_t count, struct text *out)
{
    size_t at;
    int i;

    text_addf(out, "id");
    for (i = 0; i < kind->fields_count; i++)
        text_addf(out, ",%s", kind->fields[i].name);
    text_add(out, "\n", 1);
    for (at = 0; at < count; at++) {
        text_addf(out, "%ld", records[at]->id);
        for (i = 0; i < kind->fields_count; i++) {
            text_add(out, ",", 1);
            add_csv_cell(out, shown(&kind->fields[i], records[at]->values[i]));
        }
        text_add(out, "\n", 1);
    }
}
