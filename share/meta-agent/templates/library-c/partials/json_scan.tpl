#define DEPTH_MAX 1000

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    return at;
}

/* The text without a mark of its encoding before it. */
static const char *after_mark(const char *text, size_t size)
{
    return size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
}

/* This and what follows give where something ends; NULL: it is none. */
static const char *skip_string(const char *at, const char *end)
{
    int digits;

    if (at == end || *at != '"')
        return NULL;
    for (at++; at < end && *at != '"'; at++) {
        if ((unsigned char)*at < ' ')
            return NULL;
        if (*at != '\\')
            continue;
        if (++at == end || !memchr("\"\\/bfnrtu", *at, 9))
            return NULL;
        for (digits = *at == 'u' ? 4 : 0; digits > 0; digits--)
            if (++at == end || !isxdigit((unsigned char)*at))
                return NULL;
    }
    return at < end ? at + 1 : NULL;
}

static const char *skip_digits(const char *at, const char *end)
{
    const char *from = at;

    while (at < end && isdigit((unsigned char)*at))
        at++;
    return at > from ? at : NULL;
}

static const char *skip_number(const char *at, const char *end)
{
    const char *whole;

    at += *at == '-';
    whole = at;
    at = skip_digits(at, end);
    if (!at || (*whole == '0' && at > whole + 1))
        return NULL;
    if (at < end && *at == '.')
        at = skip_digits(at + 1, end);
    if (!at || at == end || (*at != 'e' && *at != 'E'))
        return at;
    at++;
    at += at < end && (*at == '+' || *at == '-');
    return skip_digits(at, end);
}

static const char *skip_word(const char *at, const char *end)
{
    static const char *const words[] = { "true", "false", "null" };
    size_t i, size;

    for (i = 0; i < 3; i++) {
        size = strlen(words[i]);
        if ((size_t)(end - at) >= size && memcmp(at, words[i], size) == 0)
            return at + size;
    }
    return skip_number(at, end);
}

static const char *skip_value(const char *at, const char *end, int depth)
{
    char close;

    at = skip_blanks(at, end);
    if (at == end || depth > DEPTH_MAX)
        return NULL;
    if (*at != '{' && *at != '[')
        return *at == '"' ? skip_string(at, end) : skip_word(at, end);
    close = *at == '{' ? '}' : ']';
    at = skip_blanks(at + 1, end);
    if (at < end && *at == close)
        return at + 1;
    for (;;) {
        if (close == '}') {
            at = skip_string(skip_blanks(at, end), end);
            at = at ? skip_blanks(at, end) : end;
            if (at == end || *at++ != ':')
                return NULL;
        }
        at = skip_value(at, end, depth + 1);
        at = at ? skip_blanks(at, end) : end;
        if (at == end || (*at != ',' && *at != close))
            return NULL;
        if (*at++ == close)
            return at;
    }
}

static bool is_json(const char *at, const char *end)
{
    at = skip_value(at, end, 0);
    return at && skip_blanks(at, end) == end;
}
