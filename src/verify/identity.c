/* The keys of failures. */
#include "verify/identity.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"

#define LINES_MAX 2000 /* of an output; from its end */
#define ADDRESS_MIN \
	8 /* so many digits of base 16 in a row, and at least one of 0 to 9, are an address or a digest */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static size_t digits(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && is_digit(s.p[n]))
		n++;
	return n;
}

/* 12, 1.5 */
static size_t number(struct ma_str s)
{
	size_t n = digits(s), more;

	if (n == 0 || n + 1 >= s.n || s.p[n] != '.')
		return n;
	more = digits(ma_str_from(s, n + 1));
	return more > 0 ? n + 1 + more : n;
}

/* "0x7f…", or a long run of digits of base 16. */
static size_t address(struct ma_str s)
{
	size_t n = 0, numerals = 0;

	if (ma_str_starts(s, "0x")) {
		for (n = 2; n < s.n && is_hex(s.p[n]); n++)
			;
		return n > 2 ? n : 0;
	}
	for (; n < s.n && is_hex(s.p[n]); n++)
		numerals += is_digit(s.p[n]);
	return n >= ADDRESS_MIN && numerals > 0 && !(n < s.n && is_letter(s.p[n])) ? n : 0;
}

/* "12ms", "1.5 s", "10:31:02": a number and its unit. */
static size_t duration(struct ma_str s)
{
	static const char *const units[] = { "milliseconds", "seconds", "second", "minutes",
		"minute", "msec", "secs", "sec", "min", "ms", "us", "\xc2\xb5s", "\xce\xbcs", "ns",
		"s", "m" };
	size_t n = number(s), i, end;
	struct ma_str rest;

	if (n == 0)
		return 0;
	rest = ma_str_from(s, n);
	if (ma_str_starts(rest, ":") && digits(ma_str_from(rest, 1)) == 2)
		return n + 3; /* a clock; what follows it comes next */
	if (ma_str_starts(rest, " "))
		rest = ma_str_from(rest, 1);
	for (i = 0; i < MA_COUNT(units); i++) {
		end = strlen(units[i]);
		if (ma_str_starts(rest, units[i]) && !(end < rest.n && is_letter(rest.p[end])))
			return n + (size_t)(rest.p - (s.p + n)) + end;
	}
	return 0;
}

/* ":12", ":12:5", "(12,5)", "line 12". */
static size_t place(struct ma_str s)
{
	static const char *const words[] = { "line ", "Line ", "column ", "pid ", ":", "(", "," };
	size_t i, n, open;

	for (i = 0; i < MA_COUNT(words); i++) {
		open = strlen(words[i]);
		n = ma_str_starts(s, words[i]) ? digits(ma_str_from(s, open)) : 0;
		if (n > 0 &&
			(i < 5 ||
				(open + n < s.n && (s.p[open + n] == ',' || s.p[open + n] == ')'))))
			return open + n;
	}
	return 0;
}

/* The directories of an absolute path, which is of some copy or temporary. */
static size_t directories(struct ma_str s)
{
	size_t n = 0, last = 0;

	if (s.n == 0 || s.p[0] != '/')
		return 0;
	for (; n < s.n && (is_letter(s.p[n]) || is_digit(s.p[n]) || strchr("/.-+@", s.p[n])); n++)
		if (s.p[n] == '/')
			last = n;
	return last > 0 ? last + 1 : 0;
}

static size_t passing(struct ma_str s, bool begins)
{
	size_t n = place(s);

	if (n > 0 || !begins)
		return n;
	n = address(s);
	if (n == 0)
		n = duration(s);
	return n > 0 ? n : directories(s);
}

void ma_failure_line(struct ma_str line, struct ma_buf *out)
{
	bool begins = true;
	size_t n;

	line = ma_str_trim(line);
	while (line.n > 0) {
		n = passing(line, begins);
		if (n > 0) {
			ma_buf_addc(out, '#');
			line = ma_str_from(line, n);
			begins = false;
			continue;
		}
		begins = !is_letter(line.p[0]) && !is_digit(line.p[0]);
		ma_buf_addc(out, line.p[0]);
		line = ma_str_from(line, 1);
	}
}

struct lines {
	struct ma_buf text;
	size_t at[LINES_MAX + 1]; /* where each begins */
	struct ma_str v[LINES_MAX];
	size_t n;
};

static void end_line(struct lines *l)
{
	if (l->text.n > l->at[l->n])
		l->at[++l->n] = l->text.n;
}

static void add_faults(struct lines *l, const struct ma_check *check)
{
	size_t i;

	for (i = 0; i < check->faults_n && l->n < LINES_MAX; i++) {
		ma_buf_addv(&l->text, check->faults[i].path);
		ma_buf_addc(&l->text, ' ');
		ma_failure_line(check->faults[i].message, &l->text);
		end_line(l);
	}
}

/* The last lines: what went wrong stands there. */
static struct ma_str end_of(struct ma_str output)
{
	size_t at = output.n, lines = 0;

	while (at > 0 && lines < LINES_MAX)
		lines += output.p[--at] == '\n';
	return ma_str_from(output, at);
}

static void add_output(struct lines *l, const struct ma_check *check)
{
	struct ma_str rest = end_of(check->output), line;

	while (l->n < LINES_MAX && ma_str_line(&rest, &line)) {
		ma_failure_line(line, &l->text);
		end_line(l);
	}
}

static int compare(const void *a, const void *b)
{
	return ma_str_cmp(*(const struct ma_str *)a, *(const struct ma_str *)b);
}

/* In no order, each once: runners work side by side. */
static ma_rc digest(struct lines *l, char key_out[MA_HASH_HEX_SIZE], ma_err *err)
{
	size_t i, n = 0;

	for (i = 0; i < l->n; i++)
		l->v[i] = ma_str_n(l->text.p + l->at[i], l->at[i + 1] - l->at[i]);
	qsort(l->v, l->n, sizeof(l->v[0]), compare);
	for (i = 0; i < l->n; i++)
		if (n == 0 || !ma_str_eq(l->v[n - 1], l->v[i]))
			l->v[n++] = l->v[i];
	return ma_hash_parts(l->v, n, key_out, err);
}

ma_rc ma_failure_key(const struct ma_check *check, char key_out[MA_HASH_HEX_SIZE], ma_err *err)
{
	struct lines *l = ma_new(struct lines);
	ma_rc rc;

	if (!l)
		return ma_fail_nomem(err);
	l->text = (struct ma_buf)MA_BUF_INIT(2 * MA_LIMIT_OUTPUT);
	add_faults(l, check);
	if (l->n == 0)
		add_output(l, check);
	rc = ma_buf_check(&l->text, err);
	if (!rc)
		rc = digest(l, key_out, err);
	ma_buf_done(&l->text);
	ma_free(l);
	return rc;
}
