#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *resize(void *data, size_t size)
{
    void *grown = realloc(data, size);

    if (!grown) {
        fputs("<%= app.name %>: out of memory\n", stderr);
        exit(1);
    }
    return grown;
}

void text_add(struct text *t, const char *data, size_t size)
{
    if (size == 0)
        return;
    if (t->room - t->size < size) {
        t->room = (t->room + size) * 2;
        t->data = resize(t->data, t->room);
    }
    memcpy(t->data + t->size, data, size);
    t->size += size;
}

void text_addf(struct text *t, const char *format, ...)
{
    char piece[256];
    va_list args;
    int size;

    va_start(args, format);
    size = vsnprintf(piece, sizeof(piece), format, args);
    va_end(args);
    if (size > 0)
        text_add(t, piece, (size_t)size < sizeof(piece) ? (size_t)size : sizeof(piece) - 1);
}

void text_free(struct text *t)
{
    free(t->data);
    *t = (struct text){ NULL, 0, 0 };
}

bool next_line(const char **rest, size_t *left, struct line *out)
{
    const char *end;
    size_t taken;

    if (*left == 0)
        return false;
    end = memchr(*rest, '\n', *left);
    out->at = *rest;
    out->size = end ? (size_t)(end - *rest) : *left;
    taken = out->size + (end ? 1 : 0);
    *rest += taken;
    *left -= taken;
    if (out->size > 0 && out->at[out->size - 1] == '\r')
        out->size--;
    return true;
}

void text_add_line(struct text *t, struct line line)
{
    text_add(t, line.at, line.size);
    text_add(t, "\n", 1);
}

struct line *all_lines(const char *text, size_t size, size_t *count)
{
    struct line *lines = NULL, line;
    size_t room = 0;

    *count = 0;
    while (next_line(&text, &size, &line)) {
        if (*count == room) {
            room = room * 2 + 64;
            lines = resize(lines, room * sizeof(*lines));
        }
        lines[(*count)++] = line;
    }
    return lines;
}

bool read_number(const char *text, long low, long high, long *out)
{
    char *end;
    long value;

    errno = 0;
    value = strtol(text, &end, 10);
    if (errno || end == text || *end || value < low || value > high)
        return false;
    *out = value;
    return true;
}
