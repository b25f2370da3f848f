/* Thoughts are no answer; and where an answer may begin. */
#include "codec/extract_find.h"

#include "codec/extract_reader.h"

struct thought {
	const char *open, *close;
};

static const struct thought thoughts[] = { { "<think>", "</think>" },
	{ "<thinking>", "</thinking>" } };

/* The thought that a line opens, or NULL. Inside JSON no line can begin with a tag. */
static const struct thought *opens_thought(struct ma_str line)
{
	size_t i;

	for (i = 0; i < MA_COUNT(thoughts); i++)
		if (ma_str_starts(line, thoughts[i].open))
			return &thoughts[i];
	return NULL;
}

/* Where the text goes on after a closing tag whose opening one was left out (it stood in the prompt), or NULL. */
static const char *after_orphan(struct ma_str line)
{
	size_t i;

	for (i = 0; i < MA_COUNT(thoughts); i++) {
		if (ma_str_starts(line, thoughts[i].close))
			return line.p + strlen(thoughts[i].close);
		if (ma_str_ends(line, thoughts[i].close))
			return line.p + line.n;
	}
	return NULL;
}

const char *extract_thought(struct ma_str line, const char *end, bool *orphan)
{
	const struct thought *t;
	ptrdiff_t close;

	line = ma_str_trim(line);
	t = opens_thought(line);
	*orphan = !t;
	if (!t)
		return line.n > 0 ? after_orphan(line) : NULL;
	line = ma_str_n(line.p, (size_t)(end - line.p));
	close = ma_str_find(line, ma_str(t->close));
	return close < 0 ? end : line.p + close + strlen(t->close);
}

bool extract_is_loose(const struct extract_place *in, const char *p)
{
	if (in->fenced)
		return in->json;
	while (p > in->start && (p[-1] == ' ' || p[-1] == '\t' || (unsigned char)p[-1] >= 0x80))
		p--;
	return p == in->start || p[-1] == '\n';
}

static const char *skip_wide(const char *p, const char *end)
{
	size_t n;

	for (;;) {
		p = extract_blank(p, end);
		n = p < end ? extract_wide_blank(p, end) : 0;
		if (n == 0)
			return p;
		p += n;
	}
}

static bool is_escaped(const char *p, const char *end)
{
	return end - p > 2 && *p == '\\' && (p[1] == '"' || p[1] == 'n');
}

static enum extract_opening opens_object(const char *p, const char *end, bool loose)
{
	const char *next;
	char kind;
	size_t n;

	p = skip_wide(p, end);
	if (p == end)
		return OPENS_NOT;
	if (extract_quote(p, end, &kind) || *p == '}')
		return OPENS;
	if (is_escaped(p, end))
		return OPENS_ESCAPED;
	if (*p == '#' || *p == '/' || *p == ',')
		return loose ? OPENS : OPENS_NOT;
	n = extract_ident(p, end);
	next = extract_blank(p + n, end);
	return loose && n > 0 && next < end && (*next == ':' || *next == '=') ? OPENS : OPENS_NOT;
}

static bool opens_list(const struct extract_place *in, const char *p, const char *from)
{
	char kind;

	if (extract_quote(p, in->end, &kind) || strchr("[]+-.,#/0123456789", *p))
		return true;
	return in->json || from == in->start || strchr("tfnTFN", *p);
}

enum extract_opening extract_opens(const struct extract_place *in, const char *p)
{
	const char *from = p;
	bool loose = extract_is_loose(in, p);

	if (*p == '{')
		return opens_object(p + 1, in->end, loose);
	p = skip_wide(p + 1, in->end);
	if (p == in->end)
		return OPENS_NOT;
	if (*p == '{')
		return opens_object(p + 1, in->end, loose);
	if (!loose)
		return OPENS_NOT;
	return is_escaped(p, in->end) ? OPENS_ESCAPED : opens_list(in, p, from) ? OPENS : OPENS_NOT;
}

const char *extract_balanced(const char *p, const char *end)
{
	bool in_string = false;
	size_t depth = 0;

	for (; p < end; p++) {
		if (in_string && *p == '\\')
			p++;
		else if (*p == '"')
			in_string = !in_string;
		else if (!in_string && (*p == '{' || *p == '['))
			depth++;
		else if (!in_string && (*p == '}' || *p == ']') && --depth == 0)
			return p + 1;
	}
	return NULL;
}

bool extract_ends_line(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r.,;`", *p))
		p++;
	return p == end || *p == '\n';
}
