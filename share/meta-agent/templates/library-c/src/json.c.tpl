#include "json.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64

static bool wrong(struct json *j)
{
    j->wrong = true;
    return false;
}

static void skip_blanks(struct json *j)
{
    while (j->at < j->end && strchr(" \t\r\n", *j->at) && *j->at)
        j->at++;
}

static bool is_next(struct json *j, char mark)
{
    skip_blanks(j);
    return !j->wrong && j->at < j->end && *j->at == mark;
}

bool json_take(struct json *j, char mark)
{
    if (!is_next(j, mark))
        return false;
    j->at++;
    return true;
}

bool json_more(struct json *j, const char *brackets, size_t *n)
{
    bool first = (*n)++ == 0;

    if (first && !json_take(j, brackets[0]))
        return wrong(j);
    if (json_take(j, brackets[1]))
        return false;
    return (first || json_take(j, ',')) && !j->wrong ? true : wrong(j);
}

static bool read_hex(struct json *j, unsigned long *out)
{
    char digits[5] = { 0 }, *end;

    if (j->end - j->at < 4)
        return wrong(j);
    memcpy(digits, j->at, 4);
    *out = strtoul(digits, &end, 16);
    if (end != digits + 4 || digits[0] == '-' || digits[0] == '+' || digits[0] == ' ')
        return wrong(j);
    j->at += 4;
    return true;
}

static void add_character(struct text *out, unsigned long c)
{
    static const unsigned long first[] = { 0, 0xc0, 0xe0, 0xf0 };
    char bytes[4];
    size_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3, i;

    for (i = more; i > 0; i--, c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(first[more] | c);
    text_add(out, bytes, more + 1);
}

/* Behind "\u": one of a pair stands for nothing without the other. */
static bool read_code(struct json *j, struct text *out)
{
    unsigned long c, low;

    if (!read_hex(j, &c))
        return false;
    if (c >= 0xd800 && c < 0xdc00) {
        if (j->end - j->at < 2 || j->at[0] != '\\' || j->at[1] != 'u')
            return wrong(j);
        j->at += 2;
        if (!read_hex(j, &low) || low < 0xdc00 || low >= 0xe000)
            return wrong(j);
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    if (c == 0 || (c >= 0xd800 && c < 0xe000))
        return wrong(j);
    add_character(out, c);
    return true;
}

static bool read_string(struct json *j, struct text *out)
{
    static const char escapes[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    const char *escape;

    if (!json_take(j, '"'))
        return wrong(j);
    while (j->at < j->end && *j->at != '"') {
        if ((unsigned char)*j->at < ' ')
            return wrong(j);
        if (*j->at != '\\') {
            text_add(out, j->at++, 1);
            continue;
        }
        if (++j->at == j->end)
            return wrong(j);
        if (*j->at == 'u') {
            j->at++;
            if (!read_code(j, out))
                return false;
            continue;
        }
        escape = *j->at ? strchr(escapes, *j->at) : NULL;
        if (!escape)
            return wrong(j);
        text_add(out, &means[escape - escapes], 1);
        j->at++;
    }
    return json_take(j, '"') ? true : wrong(j);
}

bool json_name(struct json *j, struct text *out)
{
    out->size = 0;
    if (!read_string(j, out) || !json_take(j, ':'))
        return wrong(j);
    text_add(out, "", 1);
    return true;
}

static bool digits(struct json *j)
{
    const char *from = j->at;

    while (j->at < j->end && *j->at >= '0' && *j->at <= '9')
        j->at++;
    return j->at > from;
}

static bool read_number_of(struct json *j)
{
    if (*j->at == '-')
        j->at++;
    if (j->end - j->at > 1 && j->at[0] == '0' && j->at[1] >= '0' && j->at[1] <= '9')
        return false;
    if (!digits(j))
        return false;
    if (j->at < j->end && *j->at == '.') {
        j->at++;
        if (!digits(j))
            return false;
    }
    if (j->at < j->end && (*j->at == 'e' || *j->at == 'E')) {
        j->at++;
        if (j->at < j->end && (*j->at == '+' || *j->at == '-'))
            j->at++;
        return digits(j);
    }
    return true;
}

/* A number, true, false or null. */
static bool read_word(struct json *j, struct text *out)
{
    static const char *const words[] = { "true", "false", "null" };
    const char *from;
    size_t i;

    skip_blanks(j);
    from = j->at;
    if (j->wrong || from == j->end)
        return wrong(j);
    for (i = 0; i < 3; i++)
        if ((size_t)(j->end - j->at) >= strlen(words[i]) && memcmp(j->at, words[i], strlen(words[i])) == 0)
            j->at += strlen(words[i]);
    if (j->at == from && !read_number_of(j))
        return wrong(j);
    text_add(out, from, (size_t)(j->at - from));
    return true;
}

/* A value as it will be written again. */
static bool copy_string(struct json *j, struct text *out)
{
    struct text value = { NULL, 0, 0 };
    bool read = read_string(j, &value);

    text_add(&value, "", 1);
    if (read)
        json_add_string(out, value.data);
    text_free(&value);
    return read;
}

static bool copy_value(struct json *j, struct text *out, int depth)
{
    const char *brackets = is_next(j, '{') ? "{}" : "[]";
    size_t n = 0;

    if (is_next(j, '"'))
        return copy_string(j, out);
    if (!is_next(j, brackets[0]))
        return read_word(j, out);
    if (depth == DEPTH_MAX)
        return wrong(j);
    text_add(out, brackets, 1);
    while (json_more(j, brackets, &n)) {
        if (n > 1)
            text_add(out, ",", 1);
        if (*brackets == '{') {
            if (!copy_string(j, out) || !json_take(j, ':'))
                return wrong(j);
            text_add(out, ":", 1);
        }
        if (!copy_value(j, out, depth + 1))
            return false;
    }
    text_add(out, brackets + 1, 1);
    return !j->wrong;
}

bool json_value(struct json *j, struct text *out)
{
    return copy_value(j, out, 0);
}

bool json_scalar(struct json *j, struct text *out, bool *null)
{
    bool read;

    out->size = 0;
    *null = false;
    if (is_next(j, '"')) {
        read = read_string(j, out);
    } else {
        read = json_value(j, out);
        *null = read && out->size == 4 && memcmp(out->data, "null", 4) == 0;
    }
    text_add(out, "", 1);
    return read;
}

void json_add_string(struct text *out, const char *value)
{
    static const char escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *escape;

    text_add(out, "\"", 1);
    for (; *value; value++) {
        escape = strchr(escaped, *value);
        if (escape) {
            text_add(out, "\\", 1);
            text_add(out, &letters[escape - escaped], 1);
        } else if ((unsigned char)*value < ' ') {
            text_addf(out, "\\u%04x", *value);
        } else {
            text_add(out, value, 1);
        }
    }
    text_add(out, "\"", 1);
}
