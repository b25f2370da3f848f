/*
 * JSON out of what a model wrote: where a value may begin, the tolerant reader reads it, and of
 * all that it could read, one is chosen.
 *
 *   text ─► strict? ─► outside thoughts: fences, brackets ─► tolerant reader ─► choose
 *
 * A value is passed over as a whole, broken or not: no piece of one is taken for the answer, and
 * none before a broken or truncated one is taken instead of it. What is read twice (a string
 * whose end was missed, a value that turned out to be none) is paid from a sum that is a multiple of
 * the text's length; when that is spent, reading goes on without guesses. So the time is linear.
 */
#include "codec/extract.h"

#include "base/alloc.h"
#include "codec/extract_choose.h"
#include "codec/extract_find.h"
#include "codec/extract_reader.h"
#include "codec/fence.h"

/* What was read is left out: prose that looks a bit like JSON. */
static bool is_prose(
	const struct extract_place *in, const struct extract_reader *r, const char *from)
{
	struct ma_str text = ma_buf_str(r->out);
	const char *rest = extract_blank(r->p, in->end);
	bool whole = from == in->start && rest == in->end;

	if (in->json || whole || r->cut)
		return r->cut && r->words_n > 0 && !in->json && from != in->start;
	if (r->words_n > 0 || text.n == 2)
		return true;
	return text.n > 1 && text.p[0] == '[' && text.p[1] != '{' &&
		!extract_ends_line(r->p, in->end);
}

static void pay(struct extract_finder *f, const char *from, const char *to)
{
	size_t n = (size_t)(to - from);

	f->spare -= n < f->spare ? n : f->spare;
}

/* Where to go on behind a value that is broken at `to`: where its brackets close, or at the next fence. */
static const char *pass(
	struct extract_finder *f, const struct extract_place *in, const char *from, const char *to)
{
	const char *end = f->spare > 0 ? extract_balanced(from, in->end) : NULL;
	ptrdiff_t fence;

	pay(f, from, end ? end : in->end);
	if (end && end > to)
		return end;
	fence = ma_str_find(ma_str_n(to, (size_t)(in->end - to)), MA_STR("\n```"));
	return fence < 0 ? in->end : to + fence;
}

/* Read the value at `from`; where to go on. */
static const char *read_at(
	struct extract_finder *f, const struct extract_place *in, const char *from)
{
	struct extract_reader r = { .p = from,
		.end = in->end,
		.base = f->base,
		.fixed = f->fixed,
		.fenced = in->fenced,
		.loose = extract_is_loose(in, from) || f->fixed,
		.spare = &f->spare,
		.out = &f->now.x.json,
		.repairs = &f->now.x.repairs };
	const char *next;

	extract_clear(&f->now.x);
	if (f->fixed)
		extract_note(&r, MA_REPAIR_SAFE, from, "JSON within a string");
	if (extract_read(&r)) {
		f->now.x.truncated = r.repairs->worst == MA_REPAIR_TRUNCATION;
		if (!is_prose(in, &r, from))
			extract_consider(f, in->json, r.p);
		next = r.p;
	} else if (r.rc == MA_ENOMEM) {
		extract_fail_all(f, MA_ENOMEM);
		next = in->end;
	} else if (r.likely) {
		extract_blame(f, r.p, r.why);
		f->broken = true;
		next = pass(f, in, from, r.p);
	} else {
		next = f->spare > 0 ? from + 1 : r.p > from ? r.p : from + 1;
		pay(f, from, r.p);
	}
	extract_reader_done(&r);
	return next;
}

/* The text within a string, one level of escapes less, up to a bare quote. How far it went: *to. */
static ma_rc unescape(const char *p, const char *end, struct ma_buf *out, const char **to)
{
	static const char names[] = "\"\"\\\\//n\nr\rt\t";
	const char *name;

	for (; p < end && *p != '"'; p++) {
		if (*p != '\\' || p + 1 == end) {
			ma_buf_addc(out, *p);
			continue;
		}
		for (name = names; *name && *name != p[1]; name += 2)
			;
		if (*name)
			ma_buf_addc(out, name[1]);
		else
			ma_buf_add(out, p, 2);
		p++;
	}
	*to = p;
	return out->rc;
}

static const char *read_escaped(
	struct extract_finder *f, const struct extract_place *in, const char *from)
{
	struct ma_buf text = MA_BUF_INIT(EXTRACT_OUT_MAX);
	struct extract_place inside = *in;
	const char *to = in->end, *last;

	if (unescape(from, in->end, &text, &to)) {
		extract_fail_all(f, MA_ENOMEM);
	} else {
		inside.start = text.p;
		inside.end = text.p + text.n;
		inside.json = true;
		f->fixed = from;
		last = read_at(f, &inside, text.p);
		f->fixed = NULL;
		if (last < inside.end && f->best.fit == 0 && !f->broken)
			f->broken = last == text.p + 1;
	}
	ma_buf_done(&text);
	return to;
}

/* Whether a fence's label says that JSON is in it, or nothing. */
static bool holds_json(const struct ma_fence *f)
{
	return f->info.n == 0 || f->info.p[0] == '{' || f->info.p[0] == '[' ||
		(f->info.n >= 4 && ma_str_eq_nocase(ma_str_n(f->info.p, 4), MA_STR("json")));
}

/* At the start of a line: does a fence begin or end on it? Where its text begins. */
static const char *look_for_fence(
	struct extract_place *in, struct ma_fence *fence, const char *p, const char *line_end)
{
	struct ma_str line = ma_str_n(p, (size_t)(line_end - p));

	if (in->fenced) {
		if (!ma_fence_closes(fence, line))
			return p;
		in->fenced = in->json = false;
		return line_end;
	}
	if (!ma_fence_open(line, fence))
		return p;
	in->fenced = true;
	in->json = holds_json(fence);
	return fence->info.n > 0 ? fence->info.p : line_end;
}

static bool ends_fence(const struct extract_place *in, const char *p)
{
	return in->fenced && in->end - p >= 3 && memcmp(p, "```", 3) == 0;
}

/* At a byte of the part. Where to go on. */
static const char *look(struct extract_finder *f, struct extract_place *in, const char *p)
{
	if (ends_fence(in, p)) {
		in->fenced = in->json = false;
		return p + 3;
	}
	if (*p != '{' && *p != '[')
		return p + 1;
	switch (extract_opens(in, p)) {
	case OPENS:
		return read_at(f, in, p);
	case OPENS_ESCAPED:
		return read_escaped(f, in, p);
	case OPENS_NOT:
		break;
	}
	return p + 1;
}

/* At the rest of a line that has not been looked at. Where to go on. */
static const char *look_at_line(struct extract_finder *f, struct extract_place *in,
	struct ma_fence *fence, struct ma_str line)
{
	bool orphan = false, begins = line.p == in->first || line.p[-1] == '\n';
	const char *behind = extract_thought(line, in->end, &orphan);

	if (behind && (begins || orphan)) {
		if (orphan)
			extract_forget(f);
		in->start = extract_blank(behind, in->end);
		return behind;
	}
	return begins ? look_for_fence(in, fence, line.p, line.p + line.n) : line.p;
}

static void scan(struct extract_finder *f, struct ma_str text)
{
	struct extract_place in = { text.p, text.p, text.p + text.n, false, false };
	const char *p = text.p, *line_end = NULL;
	struct ma_fence fence = { 0 };

	while (p < in.end && !f->rc) {
		if (!line_end || p > line_end) {
			line_end = memchr(p, '\n', (size_t)(in.end - p));
			line_end = line_end ? line_end : in.end;
			p = look_at_line(f, &in, &fence, ma_str_n(p, (size_t)(line_end - p)));
		}
		p = p < in.end ? look(f, &in, p) : p;
	}
}

/* A text within a string: the JSON is in what it says. */
static void scan_decoded(struct extract_finder *f, struct ma_str text)
{
	struct ma_buf copy = MA_BUF_INIT(EXTRACT_OUT_MAX);
	struct ma_str decoded = ma_str_trim(ma_doc_str(&f->doc, 0));

	ma_buf_addv(&copy, decoded);
	if (copy.rc)
		extract_fail_all(f, copy.rc);
	f->fixed = text.p;
	if (ma_str_starts(decoded, "{") || ma_str_starts(decoded, "["))
		scan(f, ma_buf_str(&copy));
	f->fixed = NULL;
	ma_buf_done(&copy);
}

/* The text is JSON and nothing else: true, that is all there is to find. */
static bool read_whole(struct extract_finder *f, struct ma_str text)
{
	ma_err err;
	ma_rc rc = ma_doc_parse(&f->doc, text, "JSON", &err);

	if (rc == MA_ENOMEM)
		extract_fail_all(f, rc);
	if (rc)
		return f->rc != MA_OK;
	f->best.fit = extract_fit(f, false);
	if (f->best.fit > 0)
		ma_buf_addv(&f->best.x.json, text);
	else if (f->doc.v[0].type == MA_DOC_STRING)
		scan_decoded(f, text);
	if (f->best.x.json.rc)
		extract_fail_all(f, f->best.x.json.rc);
	return true;
}

static void add_note(
	struct extract_finder *f, enum ma_repair_class class, const char *at, const char *what)
{
	struct extract_reader r = { .base = f->base, .repairs = &f->best.x.repairs };

	extract_note(&r, class, at, what);
	if (r.rc)
		extract_fail_all(f, r.rc);
}

static bool begins_wide(const char *p, const char *end)
{
	p = extract_blank(p, end);
	return extract_wide_blank(p, end) > 0;
}

/* The first bracket behind the value that closes nothing there, or NULL: the value may have ended too early. */
static const char *stray_closer(const char *p, const char *end)
{
	size_t depth = 0;

	for (; p < end; p++) {
		if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			if (depth-- == 0)
				return p;
	}
	return NULL;
}

static void note_surroundings(struct extract_finder *f, struct ma_str text)
{
	const char *end = text.p + text.n, *stray;

	if (begins_wide(f->base, end))
		add_note(f, MA_REPAIR_SAFE, f->base, "a blank that JSON does not know");
	stray = f->best.end ? stray_closer(f->best.end, end) : NULL;
	if (stray)
		add_note(f, MA_REPAIR_GUESS, stray, "a closing bracket too many");
}

/* A scalar in a fence, where the schema may want one. */
static void find_scalar(struct extract_finder *f, struct ma_str text)
{
	struct ma_str line, from = { NULL, 0 };
	struct ma_fence fence;
	ma_err err;

	while (ma_str_line(&text, &line) && !f->rc) {
		if (!from.p && ma_fence_open(line, &fence) && holds_json(&fence)) {
			from = text;
		} else if (from.p && ma_fence_closes(&fence, line)) {
			from = ma_str_trim(ma_str_n(from.p, (size_t)(line.p - from.p)));
			if (ma_doc_parse(&f->doc, from, "JSON", &err) == MA_OK &&
				(f->best.fit = extract_fit(f, false)) > 0)
				ma_buf_addv(&f->best.x.json, from);
			return;
		}
	}
}

static ma_rc find(struct extract_finder *f, struct ma_str text)
{
	size_t n;

	text = ma_str_trim(text);
	while (text.n > 0 && (n = extract_wide_blank(text.p, text.p + text.n)) > 0)
		text = ma_str_trim(ma_str_from(text, n));
	if (!read_whole(f, text) && !f->rc)
		scan(f, text);
	if (f->schema && f->best.fit == 0 && !f->broken && !f->rc)
		find_scalar(f, text);
	if (f->best.fit > 0 && !f->broken && !f->rc)
		note_surroundings(f, text);
	if (f->rc || (f->best.fit > 0 && !f->broken))
		return f->rc;
	if (!f->why.code)
		(void)ma_fail(&f->why, MA_EINVALID, "no JSON in the text");
	f->err = f->why;
	return MA_EINVALID;
}

ma_rc ma_extract(struct ma_str text, enum ma_extract_kind kind, const struct ma_schema *schema,
	struct ma_extract *out, ma_err *err)
{
	struct extract_finder f = { .kind = kind,
		.schema = schema,
		.base = text.p ? text.p : "",
		.spare = 8 * text.n + MA_KIB,
		.best = { .x = { .json = MA_BUF_INIT(EXTRACT_OUT_MAX) } },
		.now = { .x = { .json = MA_BUF_INIT(EXTRACT_OUT_MAX) } } };
	ma_rc rc = find(&f, ma_str_n(f.base, text.n));

	if (rc) {
		*err = f.err;
		err->code = rc;
		ma_extract_done(&f.best.x);
	} else {
		*out = f.best.x;
	}
	ma_extract_done(&f.now.x);
	ma_doc_done(&f.doc);
	return rc;
}

void ma_extract_done(struct ma_extract *x)
{
	ma_buf_done(&x->json);
	ma_free(x->repairs.v);
	*x = (struct ma_extract){ .truncated = false };
}

const char *ma_repair_class_name(enum ma_repair_class class)
{
	static const char *const names[] = { "none", "safe", "guess", "truncation" };

	return names[class];
}

ma_rc ma_extract_json(struct ma_str text, json_t **out, ma_err *err)
{
	struct ma_extract x = { .truncated = false };
	ma_rc rc = ma_extract(text, MA_EXTRACT_PLAN, NULL, &x, err);

	if (rc == MA_ELIMIT)
		return ma_fail(err, MA_EINVALID, "the JSON is too large");
	if (rc)
		return rc;
	if (x.truncated)
		rc = ma_fail(err, MA_EINVALID, "the JSON stops in the middle");
	else
		rc = ma_json_parse(ma_buf_str(&x.json), "JSON", out, err);
	ma_extract_done(&x);
	return rc == MA_ELIMIT ? MA_EINVALID : rc;
}
