/*
 * JSON laid out anew, from its tokens alone. A container that stood on one line stays on one where that has at most
 * WIDTH bytes; else each of its items gets a line, one unit deeper. The unit is that of the text's first indented line.
 */
#include "vcs/format.h"

#include "base/limits.h"

#define WIDTH 100
#define UNIT_MAX 8

struct writer {
	struct ma_str text;
	size_t at;
	struct ma_str unit;
	struct ma_buf *out;
	size_t line_at; /* where the line that is being written begins */
	size_t depth;
	bool one_line[MA_LIMIT_JSON_DEPTH];
	char close[MA_LIMIT_JSON_DEPTH];
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char next(struct writer *w)
{
	while (w->at < w->text.n && is_blank(w->text.p[w->at]))
		w->at++;
	return w->at < w->text.n ? w->text.p[w->at] : '\0';
}

static struct ma_str unit_of(struct ma_str text)
{
	struct ma_str rest = text, line;
	size_t n;

	while (ma_str_line(&rest, &line)) {
		for (n = 0; n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'); n++)
			;
		if (n > 0 && n < line.n)
			return n <= UNIT_MAX ? ma_str_n(line.p, n) : MA_STR("  ");
	}
	return MA_STR("  ");
}

/* A string with its quotes, a number or a word; 0: none. */
static size_t scalar(struct ma_str s)
{
	size_t i = 1;

	if (s.p[0] != '"') {
		for (i = 0; i < s.n && !is_blank(s.p[i]) && !strchr(",:[]{}\"/", s.p[i]); i++)
			;
		return i;
	}
	while (i < s.n && s.p[i] != '"' && s.p[i] != '\n')
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n && s.p[i] == '"' ? i + 1 : 0;
}

static void break_line(struct writer *w, size_t depth)
{
	ma_buf_addc(w->out, '\n');
	w->line_at = w->out->n;
	while (depth-- > 0)
		ma_buf_addv(w->out, w->unit);
}

/* How long the container that begins here is when written on one line; 0: it did not stand on one, or is longer than WIDTH. */
static size_t width(const struct writer *w)
{
	size_t depth = 0, n = 0, i = w->at, one;

	while (i < w->text.n && n <= WIDTH) {
		char c = w->text.p[i];

		if (c == '\n')
			return 0;
		if (is_blank(c)) {
			i++;
			continue;
		}
		one = c == '"' ? scalar(ma_str_from(w->text, i)) : 1;
		if (one == 0)
			return 0;
		n += one + (c == ',' || c == ':') + (c == '{' || c == '}');
		i += one;
		depth += c == '{' || c == '[';
		depth -= (c == '}' || c == ']') && depth > 0;
		if (depth == 0)
			return n <= WIDTH ? n : 0;
	}
	return 0;
}

static bool open_container(struct writer *w, char c)
{
	size_t column = w->out->n - w->line_at, n = width(w);
	bool inner = w->depth > 0 && w->one_line[w->depth - 1];
	char close = c == '{' ? '}' : ']';

	if (w->depth == MA_LIMIT_JSON_DEPTH)
		return false;
	w->at++;
	ma_buf_addc(w->out, c);
	if (next(w) == close) {
		w->at++;
		ma_buf_addc(w->out, close);
		return true;
	}
	w->one_line[w->depth] = inner || (n > 0 && column + n <= WIDTH);
	w->close[w->depth++] = close;
	if (!w->one_line[w->depth - 1])
		break_line(w, w->depth);
	else if (c == '{')
		ma_buf_addc(w->out, ' ');
	return true;
}

static void close_container(struct writer *w)
{
	w->depth--;
	if (!w->one_line[w->depth])
		break_line(w, w->depth);
	else if (w->close[w->depth] == '}')
		ma_buf_addc(w->out, ' ');
	ma_buf_addc(w->out, w->close[w->depth]);
	w->at++;
}

static bool write_scalar(struct writer *w)
{
	struct ma_str rest = ma_str_from(w->text, w->at);
	size_t n = rest.n > 0 ? scalar(rest) : 0;

	ma_buf_addv(w->out, ma_str_n(rest.p, n));
	w->at += n;
	return n > 0;
}

/* In an object, the name of the next member. */
static bool write_name(struct writer *w)
{
	if (w->depth == 0 || w->close[w->depth - 1] == ']')
		return true;
	if (next(w) != '"' || !write_scalar(w) || next(w) != ':')
		return false;
	w->at++;
	ma_buf_adds(w->out, ": ");
	return true;
}

/* What follows a value: ends of containers, then a comma. False: it is neither. *more: another value follows. */
static bool write_end(struct writer *w, bool *more)
{
	while (w->depth > 0 && next(w) == w->close[w->depth - 1])
		close_container(w);
	*more = w->depth > 0;
	if (!*more)
		return true;
	if (next(w) != ',')
		return false;
	w->at++;
	ma_buf_addc(w->out, ',');
	if (w->one_line[w->depth - 1])
		ma_buf_addc(w->out, ' ');
	else
		break_line(w, w->depth);
	return true;
}

bool ma_format_json(struct ma_str text, struct ma_buf *out)
{
	struct writer w = { .text = text, .unit = unit_of(text), .out = out, .line_at = out->n };
	bool more = true, ok = true;
	size_t depth;
	char c;

	while (ok && more) {
		ok = write_name(&w);
		depth = w.depth;
		c = next(&w);
		if (ok && (c == '{' || c == '[')) {
			ok = open_container(&w, c);
			if (w.depth > depth)
				continue;
		} else if (ok) {
			ok = write_scalar(&w);
		}
		ok = ok && write_end(&w, &more);
	}
	ma_buf_addc(out, '\n');
	return ok && next(&w) == '\0' && w.at == w.text.n;
}
