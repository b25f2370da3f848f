#include "characters.h"

#include <stddef.h>

bool next_character(const char **at, unsigned long *out)
{
    static const unsigned long least[] = { 0, 0x80, 0x800, 0x10000 };
    const unsigned char *p = (const unsigned char *)*at;
    int more = p[0] < 0x80 ? 0 : p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : 1, i;
    unsigned long c = more == 0 ? p[0] : p[0] & (0x3fu >> more);

    if (p[0] == 0 || (p[0] >= 0x80 && p[0] < 0xc2) || p[0] > 0xf4)
        return false;
    for (i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return false;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return false;
    *at += more + 1;
    *out = c;
    return true;
}

bool is_utf8(const char *text)
{
    unsigned long c;

    while (next_character(&text, &c))
        ;
    return *text == '\0';
}

static unsigned long fold(unsigned long c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
        (c >= 0x410 && c <= 0x42f))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40f)
        return c + 0x50;
    return c >= 0x100 && c <= 0x137 ? c | 1 : c;
}

int compare_folded(const char *one, const char *other)
{
    unsigned long a, b;

    for (;;) {
        a = b = 0;
        (void)next_character(&one, &a); /* stays 0 at the end */
        (void)next_character(&other, &b);
        if (a == 0 || b == 0 || fold(a) != fold(b))
            return (fold(a) > fold(b)) - (fold(a) < fold(b));
    }
}

static bool begins_folded(const char *text, const char *part)
{
    unsigned long a, b;

    while (next_character(&part, &b))
        if (!next_character(&text, &a) || fold(a) != fold(b))
            return false;
    return true;
}

bool contains_folded(const char *text, const char *part)
{
    unsigned long c;

    do {
        if (begins_folded(text, part))
            return true;
    } while (next_character(&text, &c));
    return false;
}

/* Letters of East Asia and pictures take two columns. */
static bool is_wide(unsigned long c)
{
    static const unsigned long ranges[][2] = { { 0x1100, 0x115f }, { 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 },
        { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0x1f300, 0x1faff } };
    size_t i;

    for (i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

int columns_of(const char *text)
{
    unsigned long c;
    int n = 0;

    while (next_character(&text, &c))
        n += is_wide(c) ? 2 : c >= 0x300 && c <= 0x36f ? 0 : 1; /* marks stand above a letter */
    return n;
}
