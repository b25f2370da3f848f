/* Options: the parser and what is printed of the table. */
#include "cli/opt.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/similar.h"
#include "cli/words.h"

#define SUMMARY_AT 30 /* column of what an option is for */

struct reader {
	const struct opt *table;
	char **argv;
	int argc, at;
	char *args;
	ma_err *err;
};

int opt_similar(const char *word, const char *name)
{
	return ma_similar(ma_str(word), ma_str(name));
}

static const struct opt *similar(const struct opt *table, struct ma_str name)
{
	const struct opt *o, *best = NULL;
	size_t least = 3, d;

	for (o = table; o && o->name; o++) {
		d = ma_similar_distance(name, ma_str(o->name));
		if (d < least && d < strlen(o->name)) {
			least = d;
			best = o;
		}
	}
	return best;
}

static ma_rc unknown(struct reader *r, const char *arg, struct ma_str name)
{
	const struct opt *near = similar(r->table, name);
	struct ma_buf shown = MA_BUF_INIT(4096);

	ma_buf_add_visible(&shown, ma_str_n(arg, strnlen(arg, 60)));
	if (near)
		(void)ma_fail(r->err, MA_EMISUSE, "there is no option %s; did you mean --%s?",
			shown.p, near->name);
	else
		(void)ma_fail(r->err, MA_EMISUSE, "there is no option %s", shown.p ? shown.p : "");
	ma_buf_done(&shown);
	return MA_EMISUSE;
}

static ma_rc bad_value(
	struct reader *r, const struct opt *o, const char *value, const char *expected)
{
	struct ma_buf shown = MA_BUF_INIT(4096);

	ma_buf_add_visible(&shown, ma_str_n(value, strnlen(value, 60)));
	(void)ma_fail(r->err, MA_EMISUSE, "--%s: \"%s\" is not %s", o->name, shown.p ? shown.p : "",
		expected);
	ma_buf_done(&shown);
	return MA_EMISUSE;
}

static ma_rc set_count(struct reader *r, const struct opt *o, const char *value)
{
	char expected[80];
	int64_t n;

	(void)snprintf(expected, sizeof(expected), "a whole number from 1 to %lld",
		(long long)o->most); /* fits */
	if (!ma_str_to_i64(ma_str(value), &n) || n < 1 || n > o->most)
		return bad_value(r, o, value, expected);
	*(int64_t *)(void *)(r->args + o->at) = n;
	return MA_OK;
}

static ma_rc set_number(struct reader *r, const struct opt *o, const char *value)
{
	char expected[80];
	int64_t n;

	(void)snprintf(expected, sizeof(expected), "a whole number from 0 to %lld",
		(long long)o->most); /* fits */
	if (!ma_str_to_i64(ma_str(value), &n) || n < 0 || n > o->most)
		return bad_value(r, o, value, expected);
	*(int64_t *)(void *)(r->args + o->at) = n > 0 ? n : -1;
	return MA_OK;
}

static ma_rc set_seconds(struct reader *r, const struct opt *o, const char *value)
{
	char expected[80];
	double s;

	(void)snprintf(expected, sizeof(expected), "a number of seconds above 0 and up to %lld",
		(long long)o->most); /* fits */
	if (!ma_str_to_double(ma_str(value), &s) || !(s >= 0.001) || s > (double)o->most)
		return bad_value(r, o, value, expected);
	*(int64_t *)(void *)(r->args + o->at) = (int64_t)(s * 1000);
	return MA_OK;
}

static ma_rc set_money(struct reader *r, const struct opt *o, const char *value)
{
	char expected[80];
	double usd;

	(void)snprintf(expected, sizeof(expected), "an amount in US dollars up to %lld",
		(long long)o->most); /* fits */
	if (!ma_str_to_double(ma_str(value), &usd) || !(usd >= 0.000001) || usd > (double)o->most)
		return bad_value(r, o, value, expected);
	*(int64_t *)(void *)(r->args + o->at) = (int64_t)(usd * 1e6 + 0.5);
	return MA_OK;
}

static ma_rc set_choice(struct reader *r, const struct opt *o, const char *value)
{
	struct ma_str rest = ma_str(o->value), word;
	char expected[80];
	int i;

	for (i = (int)o->most; ma_str_cut(&rest, '|', &word); i++) {
		if (ma_str_is(word, value)) {
			*(int *)(void *)(r->args + o->at) = i;
			return MA_OK;
		}
	}
	(void)snprintf(expected, sizeof(expected), "one of %s", o->value); /* a long list is cut */
	return bad_value(r, o, value, expected);
}

static ma_rc add_text(struct reader *r, const struct opt *o, const char *value)
{
	struct opt_texts *texts = (void *)(r->args + o->at);

	if (texts->n == OPT_TEXTS_MAX)
		return ma_fail(
			r->err, MA_EMISUSE, "--%s may be given %d times", o->name, OPT_TEXTS_MAX);
	texts->v[texts->n++] = value;
	return MA_OK;
}

static ma_rc set(struct reader *r, const struct opt *o, const char *value)
{
	if (!*value)
		return ma_fail(r->err, MA_EMISUSE, "--%s needs a value: %s", o->name, o->value);
	switch (o->type) {
	case OPT_TEXT:
		if (!ma_str_utf8(ma_str(value)))
			return ma_fail(r->err, MA_EMISUSE, "--%s: the value is not UTF-8", o->name);
		*(const char **)(void *)(r->args + o->at) = value;
		return MA_OK;
	case OPT_TEXTS:
		return add_text(r, o, value);
	case OPT_COUNT:
		return set_count(r, o, value);
	case OPT_NUMBER:
		return set_number(r, o, value);
	case OPT_SECONDS:
		return set_seconds(r, o, value);
	case OPT_MONEY:
		return set_money(r, o, value);
	case OPT_CHOICE:
		return set_choice(r, o, value);
	case OPT_FLAG:
		break;
	}
	return ma_fail(r->err, MA_EMISUSE, "--%s takes no value", o->name);
}

/* The option's value stands in the next word. */
static ma_rc set_next(struct reader *r, const struct opt *o)
{
	const char *value = r->at < r->argc ? r->argv[r->at] : NULL;

	if (!value || (value[0] == '-' && value[1] && (o->type == OPT_TEXT || o->type == OPT_TEXTS)))
		return ma_fail(r->err, MA_EMISUSE, "--%s needs a value: %s", o->name, o->value);
	r->at++;
	return set(r, o, value);
}

static ma_rc take(struct reader *r, const struct opt *o, const char *value)
{
	if (value)
		return set(r, o, value);
	if (o->type != OPT_FLAG)
		return set_next(r, o);
	*(int *)(void *)(r->args + o->at) = o->most ? (int)o->most : 1;
	return MA_OK;
}

static ma_rc read_long(struct reader *r, const char *arg)
{
	struct ma_str rest = ma_str(arg + 2), name;
	const struct opt *o;

	(void)ma_str_cut(&rest, '=', &name); /* arg + 2 is not empty */
	for (o = r->table; o && o->name; o++)
		if (ma_str_is(name, o->name))
			return take(r, o, arg[2 + name.n] == '=' ? arg + 3 + name.n : NULL);
	return unknown(r, arg, name);
}

static ma_rc read_short(struct reader *r, const char *arg)
{
	const struct opt *o;

	for (o = r->table; o && o->name; o++) {
		if (o->letter != arg[1])
			continue;
		if (o->type == OPT_FLAG && arg[2])
			break;
		return take(r, o, arg[2] ? arg + 2 : NULL);
	}
	return unknown(r, arg, ma_str(arg + 1));
}

ma_rc opt_parse(
	const struct opt *table, int argc, char **argv, void *args, int *words_out, ma_err *err)
{
	struct reader r = { table, argv, argc, 0, args, err };
	bool ended = false;
	int words = 0;
	ma_rc rc = MA_OK;

	while (r.at < argc && !rc) {
		char *arg = argv[r.at++];

		if (ended || arg[0] != '-' || !arg[1])
			argv[words++] = arg;
		else if (strcmp(arg, "--") == 0)
			ended = true;
		else
			rc = arg[1] == '-' ? read_long(&r, arg) : read_short(&r, arg);
	}
	if (!rc)
		*words_out = words;
	return rc;
}

void opt_title(const struct opt *o, struct ma_buf *out)
{
	if (o->letter)
		ma_buf_addf(out, "-%c, ", o->letter);
	ma_buf_addf(out, "--%s", o->name);
	if (o->value)
		ma_buf_addf(out, " %s", o->value);
}

void opt_help(const struct opt *table, struct ma_buf *out)
{
	struct ma_buf title = MA_BUF_INIT(256);
	const struct opt *o;

	for (o = table; o && o->name; o++) {
		ma_buf_clear(&title);
		opt_title(o, &title);
		ma_buf_addf(out, "  %s%s", o->letter ? "" : "    ", title.p ? title.p : "");
		if (title.n > (o->letter ? 26U : 22U))
			ma_buf_addf(out, "\n%*s", SUMMARY_AT, "");
		else
			ma_buf_addf(out, "%*s", (o->letter ? 28 : 24) - (int)title.n, "");
		words_wrap(out, ma_str(o->summary), SUMMARY_AT);
		ma_buf_addc(out, '\n');
	}
	ma_buf_done(&title);
}
