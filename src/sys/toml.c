/* TOML 1.0 as settings of tools are written in it. */
#include "sys/toml.h"

#include "base/buf.h"
#include "base/limits.h"

struct toml {
	struct ma_arena *arena;
	struct ma_str rest;
	struct ma_str path[MA_TOML_DEPTH_MAX];
	size_t path_n;
	int lists; /* that are open: what stands in them is told to nobody */
	int depth; /* of lists and tables in braces */
	ma_toml_string_fn *fn;
	void *data;
	bool nomem;
};

static char next(const struct toml *t)
{
	return t->rest.n > 0 ? t->rest.p[0] : '\0';
}

static void skip(struct toml *t, size_t n)
{
	t->rest = ma_str_from(t->rest, n);
}

static bool take(struct toml *t, const char *text)
{
	if (!ma_str_starts(t->rest, text))
		return false;
	skip(t, strlen(text));
	return true;
}

static void skip_blanks(struct toml *t)
{
	while (next(t) == ' ' || next(t) == '\t')
		skip(t, 1);
}

/* Comments, too. */
static void skip_lines(struct toml *t)
{
	struct ma_str comment;

	for (;;) {
		skip_blanks(t);
		if (next(t) == '#')
			(void)ma_str_line(&t->rest, &comment); /* there is one */
		else if (!take(t, "\n") && !take(t, "\r\n"))
			return;
	}
}

/* Strings. */

/* The number that `n` hexadecimal digits are; -1: they are none. */
static int64_t take_hex(struct toml *t, size_t n)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	int64_t value = 0;
	const char *at;

	for (; n > 0; n--, skip(t, 1)) {
		at = t->rest.n > 0 ? memchr(digits, t->rest.p[0], 32) : NULL;
		if (!at)
			return -1;
		value = value * 16 + (at - digits) % 16;
	}
	return value;
}

static bool add_code_point(struct ma_buf *out, int64_t c)
{
	if (c < 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return false;
	if (c < 0x80) {
		ma_buf_addc(out, (char)c);
		return true;
	}
	if (c < 0x800) {
		ma_buf_addc(out, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			ma_buf_addc(out, (char)(0xe0 | c >> 12));
		} else {
			ma_buf_addc(out, (char)(0xf0 | c >> 18));
			ma_buf_addc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		ma_buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	ma_buf_addc(out, (char)(0x80 | (c & 0x3f)));
	return true;
}

/* Behind a backslash. */
static bool take_escape(struct toml *t, bool lines, struct ma_buf *out)
{
	static const char names[] = "btnfr\"\\", values[] = "\b\t\n\f\r\"\\";
	const char c = next(t), *at = c ? strchr(names, c) : NULL;
	struct ma_str before = t->rest;

	if (at) {
		skip(t, 1);
		ma_buf_addc(out, values[at - names]);
		return true;
	}
	if (take(t, "u"))
		return add_code_point(out, take_hex(t, 4));
	if (take(t, "U"))
		return add_code_point(out, take_hex(t, 8));
	skip_blanks(t);
	if (!lines || (next(t) != '\n' && !ma_str_starts(t->rest, "\r\n"))) {
		t->rest = before;
		return false;
	}
	while (next(t) == ' ' || next(t) == '\t' || next(t) == '\n' || next(t) == '\r')
		skip(t, 1);
	return true;
}

static bool fill_string(struct toml *t, const char *quotes, struct ma_buf *out)
{
	const bool lines = quotes[1] != '\0';

	while (t->rest.n > 0) {
		if (ma_str_starts(t->rest, quotes)) {
			/* up to two quotes may stand before those that end it */
			if (lines && t->rest.n > 3 && t->rest.p[3] == quotes[0]) {
				ma_buf_addc(out, quotes[0]);
				skip(t, 1);
				continue;
			}
			skip(t, strlen(quotes));
			return true;
		}
		if (!lines && (next(t) == '\n' || next(t) == '\r'))
			return false;
		if (quotes[0] == '"' && take(t, "\\")) {
			if (!take_escape(t, lines, out))
				return false;
			continue;
		}
		ma_buf_addc(out, next(t));
		skip(t, 1);
	}
	return false;
}

/* At a quote. What it holds lives in the arena. */
static bool take_string(struct toml *t, bool lines, struct ma_str *out)
{
	static const char *const kinds[] = { "\"\"\"", "'''", "\"", "'" };
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	size_t i = lines ? 0 : 2;
	bool whole;

	while (!take(t, kinds[i]))
		i++;
	if (i < 2 && !take(t, "\n"))
		(void)take(t, "\r\n"); /* a line end behind the quotes is none of it */
	whole = fill_string(t, kinds[i], &b);
	out->n = b.n;
	out->p = whole && !b.rc ? ma_arena_dup(t->arena, ma_buf_str(&b)) : NULL;
	t->nomem |= whole && !out->p;
	ma_buf_done(&b);
	return out->p != NULL;
}

/* Keys. */

static size_t bare_n(struct ma_str s)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t n = 0;

	while (n < s.n && memchr(letters, s.p[n], sizeof(letters) - 1))
		n++;
	return n;
}

static bool take_name(struct toml *t)
{
	struct ma_str name;

	if (t->path_n == MA_TOML_DEPTH_MAX)
		return false;
	if (next(t) == '"' || next(t) == '\'') {
		if (!take_string(t, false, &name))
			return false;
	} else {
		name = ma_str_n(t->rest.p, bare_n(t->rest));
		if (name.n == 0)
			return false;
		skip(t, name.n);
	}
	t->path[t->path_n++] = name;
	return true;
}

/* "a.'b.c'.d" is added to the path. */
static bool take_key(struct toml *t)
{
	do {
		skip_blanks(t);
		if (!take_name(t))
			return false;
		skip_blanks(t);
	} while (take(t, "."));
	return true;
}

/* Values. */

static bool take_value(struct toml *t);

static bool take_pair(struct toml *t)
{
	const size_t at = t->path_n;
	bool taken = take_key(t) && take(t, "=") && take_value(t);

	t->path_n = at;
	return taken;
}

/* What stands in brackets or braces, up to `end`. */
static bool take_members(struct toml *t, const char *end, bool (*take_member)(struct toml *))
{
	bool more = true;

	if (t->depth == 4 * MA_TOML_DEPTH_MAX)
		return false;
	t->depth++;
	skip_lines(t);
	while (!take(t, end)) {
		if (!more || !take_member(t))
			return false;
		skip_lines(t);
		more = take(t, ",");
		skip_lines(t);
	}
	t->depth--;
	return true;
}

static bool take_list(struct toml *t)
{
	bool taken;

	t->lists++;
	taken = take_members(t, "]", take_value);
	t->lists--;
	return taken;
}

/* A number, a date, a truth. */
static bool take_word(struct toml *t)
{
	size_t n = 0;

	while (n < t->rest.n && !strchr(",]}#\r\n\"'={[", t->rest.p[n]))
		n++;
	skip(t, n);
	return n > 0;
}

static bool take_value(struct toml *t)
{
	struct ma_str value;

	skip_blanks(t);
	if (take(t, "["))
		return take_list(t);
	if (take(t, "{"))
		return take_members(t, "}", take_pair);
	if (next(t) != '"' && next(t) != '\'')
		return take_word(t);
	if (!take_string(t, true, &value))
		return false;
	if (t->lists == 0)
		t->fn(t->data, t->path, t->path_n, value);
	return true;
}

static bool take_header(struct toml *t)
{
	const bool list = take(t, "[");

	t->path_n = 0;
	return take_key(t) && take(t, list ? "]]" : "]");
}

static bool take_line(struct toml *t)
{
	if (!(take(t, "[") ? take_header(t) : take_pair(t)))
		return false;
	skip_blanks(t);
	return t->rest.n == 0 || next(t) == '#' || next(t) == '\n' || ma_str_starts(t->rest, "\r\n");
}

static size_t line_of(struct ma_str text, const char *at)
{
	size_t line = 1;
	const char *p;

	for (p = text.p; p < at; p++)
		line += *p == '\n';
	return line;
}

ma_rc ma_toml_strings(
	struct ma_arena *arena, struct ma_str text, ma_toml_string_fn *fn, void *data, ma_err *err)
{
	struct toml t = { .arena = arena, .rest = text, .fn = fn, .data = data };

	for (skip_lines(&t); t.rest.n > 0; skip_lines(&t)) {
		if (take_line(&t))
			continue;
		return t.nomem
			? ma_fail_nomem(err)
			: ma_fail(err, MA_EINVALID, "line %zu is no TOML", line_of(text, t.rest.p));
	}
	return MA_OK;
}
