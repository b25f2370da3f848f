/*
 * Conflicts without a model. Lines that two tasks only added to a text, at one place, are both kept, the branch's first: nobody's are
 * lost, and in prose and lists of lines their order decides nothing. Where both changed the same lines, or in code, somebody
 * has to understand what is meant: that is refused.
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/blocks.h"
#include "llm/offline_parts.h"

#define PLACES_MAX 200

/* Lines of one side, numbered as the request has them: "12| text". */
struct place {
	struct ma_str path, at;
	struct ma_str before, ours, theirs;
	uint64_t line; /* of ours, in the branch's file */
};

struct conflict {
	struct place places[PLACES_MAX];
	size_t n;
};

static ma_rc cannot(const struct place *p, const char *why, ma_err *err)
{
	return ma_fail(err, MA_EREFUSED,
		"without a model the conflict in " MA_STR_FMT " cannot be resolved: %s",
		(int)(p->path.n < 128 ? p->path.n : 128), p->path.p, why);
}

static bool is_text(struct ma_str path)
{
	static const char *const exts[] = { ".txt", ".md", ".csv" };
	size_t i;

	for (i = 0; i < MA_COUNT(exts); i++)
		if (ma_str_is(ma_path_ext(path), exts[i]))
			return true;
	return false;
}

/* "12| text" without its number. False: it is no such line. */
static bool bare(struct ma_str line, struct ma_str *out)
{
	ptrdiff_t at = ma_str_find(line, MA_STR("| "));

	if (at < 0)
		return false;
	*out = ma_str_from(line, (size_t)at + 2);
	return true;
}

/* The numbered lines at the front of the rest. */
static struct ma_str take_lines(struct ma_str *rest)
{
	struct ma_str from = *rest, before = *rest, line, text;

	while (ma_str_line(rest, &line) && bare(line, &text))
		before = *rest;
	*rest = before;
	return ma_str_n(from.p, from.n - before.n);
}

static void read_place(struct ma_str body, struct place *p)
{
	struct ma_str line;

	while (ma_str_line(&body, &line)) {
		if (ma_str_starts(line, "before:"))
			p->before = take_lines(&body);
		else if (ma_str_starts(line, "on the branch:"))
			p->ours = take_lines(&body);
		else if (ma_str_starts(line, "of this task:"))
			p->theirs = take_lines(&body);
	}
	if (ma_str_starts(p->at, "line ") && !ma_str_to_u64(ma_str_from(p->at, 5), &p->line))
		p->line = 0;
}

static ma_rc check_place(const struct place *p, ma_err *err)
{
	if (!is_text(p->path))
		return cannot(p, "it is no plain text", err);
	if (p->line == 0 || p->before.n > 0 || p->ours.n == 0 || p->theirs.n == 0)
		return cannot(p, "both sides changed the same lines", err);
	return MA_OK;
}

static bool has_line(struct ma_str lines, struct ma_str wanted)
{
	struct ma_str line, text;

	while (ma_str_line(&lines, &line))
		if (bare(line, &text) && ma_str_eq(text, wanted))
			return true;
	return false;
}

static void add_line(struct ma_buf *out, struct ma_str line)
{
	ma_buf_addv(out, line);
	ma_buf_addc(out, '\n');
}

static void add_theirs(struct ma_buf *out, const struct place *p)
{
	struct ma_str rest = p->theirs, line, text;

	while (ma_str_line(&rest, &line))
		if (bare(line, &text) && !has_line(p->ours, text))
			add_line(out, text);
}

static uint64_t last_line(const struct place *p)
{
	struct ma_str rest = p->ours, line;
	uint64_t n = 0;

	while (ma_str_line(&rest, &line))
		n++;
	return p->line + n - 1;
}

/* The branch's file, with what the task added behind what others did. */
static void join(
	const struct conflict *c, struct ma_str path, struct ma_str file, struct ma_buf *out)
{
	struct ma_str line;
	uint64_t n = 0;
	size_t i;

	while (ma_str_line(&file, &line)) {
		add_line(out, line);
		n++;
		for (i = 0; i < c->n; i++)
			if (ma_str_eq(c->places[i].path, path) && last_line(&c->places[i]) == n)
				add_theirs(out, &c->places[i]);
	}
}

static bool is_of(const struct conflict *c, struct ma_str path)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (ma_str_eq(c->places[i].path, path))
			return true;
	return false;
}

static ma_rc add_place(struct conflict *c, struct ma_str tag, struct ma_str *rest, ma_err *err)
{
	struct place *p = &c->places[c->n];

	*p = (struct place){ .path = ma_offline_attribute(tag, "path"),
		.at = ma_offline_attribute(tag, "place") };
	read_place(ma_offline_body(rest, "conflict"), p);
	if (++c->n == PLACES_MAX)
		return cannot(p, "there are too many places", err);
	return check_place(p, err);
}

static ma_rc add_file(const struct conflict *c, struct ma_str path, struct ma_str file,
	struct ma_str nonce, struct ma_buf *out, ma_err *err)
{
	const struct place whole = { .path = path };
	struct ma_buf joined = MA_BUF_INIT(MA_LIMIT_REPLY);
	ma_rc rc;

	if (ma_str_find(file, MA_STR("<\\/")) >= 0 || ma_str_find(path, MA_STR("&#")) >= 0)
		return cannot(&whole, "it cannot be told from the request's own marks", err);
	join(c, path, file, &joined);
	rc = ma_buf_check(&joined, err);
	if (!rc)
		ma_blocks_write(out, nonce, path, ma_buf_str(&joined));
	ma_buf_done(&joined);
	return rc;
}

/* Places come before the file that they are in. */
ma_rc ma_offline_resolve(struct ma_str message, struct ma_str nonce, struct ma_buf *out, ma_err *err)
{
	struct conflict *c = ma_new(struct conflict);
	struct ma_str line, path, body;
	size_t files = 0;
	ma_rc rc = c ? MA_OK : ma_fail_nomem(err);

	while (!rc && ma_str_line(&message, &line)) {
		path = ma_offline_attribute(line, "path");
		if (ma_offline_opens(line, "conflict")) {
			rc = add_place(c, line, &message, err);
		} else if (ma_offline_opens(line, "artifact")) {
			body = ma_offline_body(&message, "artifact");
			if (is_of(c, path)) {
				rc = add_file(c, path, body, nonce, out, err);
				files++;
			}
		}
	}
	if (!rc && files == 0)
		rc = ma_fail(err, MA_EREFUSED, "the request shows no file that conflicts");
	ma_free(c);
	return rc ? rc : ma_buf_check(out, err);
}
