/*
 * JSON out of what a model wrote around it: gather candidates, parse them,
 * choose one. Each step is a function of its own, so that a lenient parser and
 * a score can take the place of the strict parser and of "the last one".
 *
 *   text ─► parts outside thoughts ─► fenced and bare regions ─► candidates ─► parse ─► choose
 *
 * A candidate is an object (or an array of objects) with its brackets balanced
 * outside strings, and it is passed over as a whole: neither a piece of a broken
 * object nor a piece of a truncated one can be taken for the answer.
 * One pass over the text, then each candidate is parsed at most once: O(n).
 * Nothing recurses here, and ma_json_parse() measures depth before jansson does.
 */
#include "codec/extract.h"

#include "codec/fence.h"
#include "codec/json.h"

/* What is preferred comes last. */
enum rank { RANK_EMPTY, RANK_BARE, RANK_FENCED, RANK_N };

#define KEPT 64 /* candidates per rank: of more, the first ones are forgotten */

struct candidates {
	struct ma_str v[KEPT]; /* candidate i is at i % KEPT */
	size_t n;
};

struct scan {
	struct candidates by_rank[RANK_N];
	bool truncated; /* the last candidate stops in the middle */
};

static void add(struct scan *s, enum rank rank, struct ma_str text)
{
	struct candidates *c = &s->by_rank[rank];

	c->v[c->n++ % KEPT] = text;
	s->truncated = false;
}

/* The byte after blanks, or NUL at the end. */
static char peek(struct ma_str s, size_t at)
{
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t' || s.p[at] == '\n' || s.p[at] == '\r'))
		at++;
	return at < s.n ? s.p[at] : '\0';
}

/* Whether JSON may begin here, rather than prose or code with a bracket in it. */
static bool opens(struct ma_str s, size_t at)
{
	char next;

	if (s.p[at] != '{' && s.p[at] != '[')
		return false;
	next = peek(s, at + 1);
	return s.p[at] == '[' ? next == '{' : next == '"' || next == '}';
}

/* Where the value that opens at `at` ends, or 0 where it does not. */
static size_t balanced_end(struct ma_str s, size_t at)
{
	bool in_string = false;
	size_t depth = 0;

	for (; at < s.n; at++) {
		char c = s.p[at];

		if (in_string && c == '\\') {
			at++;
		} else if (c == '"') {
			in_string = !in_string;
		} else if (!in_string && (c == '{' || c == '[')) {
			depth++;
		} else if (!in_string && (c == '}' || c == ']')) {
			if (--depth == 0)
				return at + 1;
		}
	}
	return 0;
}

static void scan_region(struct scan *s, struct ma_str region, bool fenced)
{
	size_t at = 0, end;
	bool empty;

	while (at < region.n) {
		if (!opens(region, at)) {
			at++;
			continue;
		}
		end = balanced_end(region, at);
		if (end == 0) {
			s->truncated = true;
			return;
		}
		empty = peek(region, at + 1) == '}';
		if (!empty || fenced) /* "{}" in prose is no answer */
			add(s,
				empty            ? RANK_EMPTY
					: fenced ? RANK_FENCED
						 : RANK_BARE,
				ma_str_n(region.p + at, end - at));
		at = end;
	}
}

/* Whether a fence's label says that JSON is in it, or nothing. */
static bool holds_json(const struct ma_fence *f)
{
	return f->info.n == 0 || f->info.p[0] == '{' ||
		(f->info.n >= 4 && ma_str_eq_nocase(ma_str_n(f->info.p, 4), MA_STR("json")));
}

/* Cut the lines before the one that closes the fence; all where it is not closed. */
static struct ma_str cut_fenced(struct ma_str *rest, const struct ma_fence *f)
{
	struct ma_str all = *rest, line;

	while (rest->n > 0) {
		const char *line_at = rest->p;

		(void)ma_str_line(rest, &line); /* not empty: just tested */
		if (ma_fence_closes(f, line))
			return ma_str_n(all.p, (size_t)(line_at - all.p));
	}
	return all;
}

static void scan_part(struct scan *s, struct ma_str part)
{
	struct ma_str rest = part, line, inside;
	const char *bare = part.p, *line_at = part.p;
	struct ma_fence fence;

	for (; ma_str_line(&rest, &line); line_at = rest.p) {
		if (!ma_fence_open(line, &fence))
			continue;
		scan_region(s, ma_str_n(bare, (size_t)(line_at - bare)), false);
		inside = cut_fenced(&rest, &fence);
		/* from the label on, as the value may begin on the fence's own line */
		inside = ma_str_n(fence.info.p, (size_t)(inside.p + inside.n - fence.info.p));
		scan_region(s, inside, holds_json(&fence));
		bare = rest.p;
	}
	scan_region(s, ma_str_n(bare, (size_t)(part.p + part.n - bare)), false);
}

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

static void skip_thought(struct ma_str *rest, const struct thought *t, const char *from)
{
	struct ma_str inside = ma_str_n(from, (size_t)(rest->p + rest->n - from));
	ptrdiff_t close = ma_str_find(inside, ma_str(t->close));

	*rest = ma_str_from(inside, close < 0 ? inside.n : (size_t)close + strlen(t->close));
}

/* The next part of the text that is no thought; false at the end. */
static bool next_part(struct ma_str *rest, struct ma_str *part)
{
	const char *from = rest->p, *after;
	const struct thought *t;
	struct ma_str line;

	if (rest->n == 0)
		return false;
	while (ma_str_line(rest, &line)) {
		line = ma_str_trim(line);
		t = opens_thought(line);
		if (t) {
			*part = ma_str_n(from, (size_t)(line.p - from));
			skip_thought(rest, t, line.p + strlen(t->open));
			return true;
		}
		after = after_orphan(line);
		if (after)
			from = after;
	}
	*part = ma_str_n(from, (size_t)(rest->p - from));
	return true;
}

/* MA_EINVALID when it is no object or does not parse; otherwise only MA_ENOMEM. */
static ma_rc parse(struct ma_str candidate, json_t **out, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(candidate, "JSON", &value, err);

	if (rc == MA_ELIMIT)
		return MA_EINVALID;
	if (rc)
		return rc;
	if (!json_is_object(value)) {
		json_decref(value);
		return ma_fail(err, MA_EINVALID, "the JSON is not an object");
	}
	*out = value;
	return MA_OK;
}

/* The last that parses, of the best rank that has one; the error is that of the last one tried first. */
static ma_rc choose(const struct scan *s, json_t **out, ma_err *err)
{
	ma_err first = { .code = MA_OK }, e;
	const struct candidates *c;
	size_t rank, i;
	ma_rc rc;

	for (rank = RANK_N; rank-- > 0;) {
		c = &s->by_rank[rank];
		for (i = c->n; i > 0 && i + KEPT > c->n; i--) {
			rc = parse(c->v[(i - 1) % KEPT], out, &e);
			if (rc == MA_ENOMEM)
				*err = e;
			if (rc != MA_EINVALID)
				return rc;
			if (!first.code)
				first = e;
		}
	}
	return ma_fail(
		err, MA_EINVALID, "%s", first.code ? first.msg : "no JSON object in the text");
}

ma_rc ma_extract_json(struct ma_str text, json_t **out, ma_err *err)
{
	struct scan s = { 0 };
	struct ma_str part;
	ma_err whole;
	ma_rc rc;

	if (ma_str_starts(text, "\xef\xbb\xbf"))
		text = ma_str_from(text, 3);
	text = ma_str_trim(text);
	if (ma_str_starts(text, "{")) {
		rc = parse(text, out, &whole);
		if (rc == MA_ENOMEM)
			*err = whole;
		if (rc != MA_EINVALID)
			return rc;
	}
	while (next_part(&text, &part))
		scan_part(&s, part);
	if (s.truncated)
		return ma_fail(err, MA_EINVALID, "the JSON stops in the middle");
	return choose(&s, out, err);
}
