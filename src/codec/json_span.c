/* Spans of JSON text. */
#include "codec/json_span.h"

#include "base/alloc.h"
#include "codec/json.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct ma_str skip_blanks(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && is_blank(s.p[n]))
		n++;
	return ma_str_from(s, n);
}

/* With its quotes; 0: it does not end. */
static size_t string_span(struct ma_str s)
{
	size_t i;

	for (i = 1; i < s.n; i++) {
		i += ma_json_plain(ma_str_from(s, i));
		if (i < s.n && s.p[i] == '"')
			return i + 1;
		if (i < s.n && s.p[i] == '\\')
			i++;
	}
	return 0;
}

static size_t nested_span(struct ma_str s)
{
	size_t i = 0, n, depth = 0;

	while (i < s.n) {
		n = 1;
		if (s.p[i] == '"')
			n = string_span(ma_str_from(s, i));
		else if (s.p[i] == '{' || s.p[i] == '[')
			depth++;
		else if (s.p[i] == '}' || s.p[i] == ']')
			depth--;
		if (n == 0)
			return 0;
		i += n;
		if (depth == 0)
			return i;
	}
	return 0;
}

size_t ma_json_span(struct ma_str text)
{
	size_t n = 0;

	if (text.n == 0)
		return 0;
	if (text.p[0] == '"')
		return string_span(text);
	if (text.p[0] == '{' || text.p[0] == '[')
		return nested_span(text);
	while (n < text.n && !is_blank(text.p[n]) && !memchr(",]}:", text.p[n], 4))
		n++;
	return n;
}

static bool cut(struct ma_str *rest, struct ma_str *value_out)
{
	struct ma_str s = skip_blanks(*rest);
	size_t n = ma_json_span(s);

	*value_out = ma_str_n(s.p, n);
	*rest = skip_blanks(ma_str_from(s, n));
	return n > 0;
}

bool ma_json_element(struct ma_str *rest, struct ma_str *value_out)
{
	struct ma_str s = skip_blanks(*rest);

	if (s.n < 2 || (s.p[0] != '[' && s.p[0] != ','))
		return false;
	*rest = ma_str_from(s, 1);
	return cut(rest, value_out);
}

bool ma_json_member(struct ma_str *rest, struct ma_str *name_out, struct ma_str *value_out)
{
	struct ma_str s = skip_blanks(*rest), name;

	if (s.n < 2 || (s.p[0] != '{' && s.p[0] != ','))
		return false;
	s = ma_str_from(s, 1);
	if (!cut(&s, &name) || name.p[0] != '"' || s.n == 0 || s.p[0] != ':')
		return false;
	s = ma_str_from(s, 1);
	if (!cut(&s, value_out))
		return false;
	*name_out = ma_str_n(name.p + 1, name.n - 2);
	*rest = s;
	return true;
}

void ma_json_compact(struct ma_buf *out, struct ma_str text)
{
	size_t n;

	for (; text.n > 0; text = ma_str_from(text, n)) {
		n = text.p[0] == '"' ? string_span(text) : 1;
		if (n == 0)
			n = text.n;
		if (!is_blank(text.p[0]))
			ma_buf_add(out, text.p, n);
	}
}

bool ma_json_unquote(struct ma_str string, struct ma_arena *arena, struct ma_str *out)
{
	ma_err ignored = { MA_OK, 0, "" };
	json_t *value = NULL;
	const char *copy;

	if (string.n < 2 || string.p[0] != '"')
		return false;
	*out = ma_str_n(string.p + 1, string.n - 2);
	if (!memchr(out->p, '\\', out->n))
		return true;
	if (ma_json_parse(string, "string", &value, &ignored))
		return false;
	*out = ma_str_n(json_string_value(value), json_string_length(value));
	copy = ma_arena_dup(arena, *out);
	out->p = copy;
	json_decref(value);
	return copy != NULL;
}
