/* What a repair is told: the failures that are its own, the most telling part first, and what was tried before. */
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/map.h"
#include "core/checks.h"
#include "engine/job.h"
#include "engine/prompt.h"
#include "verify/faults.h"
#include "verify/plain_line.h"

#define PLACES_MAX 20                 /* of a check */
#define PRINTED_MAX (8 * MA_KIB)      /* of a check's output that are shown */
#define PRINTED_ALL_MAX (24 * MA_KIB) /* of all */
#define TRIED_MAX (6 * MA_KIB)        /* of what a round changed */
#define ROUNDS_MAX 3                  /* that are told of, the last ones */
#define LEFT_OUT "[...]\n"

struct reader {
	struct ma_job *j;
	struct ma_arena *arena;
	size_t left; /* bytes of outputs that may still be shown */
};

static ma_rc keep(struct reader *r, struct ma_buf *b, struct ma_str *out, ma_err *err)
{
	ma_rc rc = ma_buf_check(b, err);
	char *copy = rc ? NULL : ma_arena_dup(r->arena, ma_buf_str(b));

	if (!rc && !copy)
		rc = ma_fail_nomem(err);
	if (!rc)
		*out = ma_str_n(copy, b->n);
	ma_buf_done(b);
	return rc;
}

static void add_place(struct ma_buf *out, const struct ma_fault *f)
{
	ma_buf_addf(out, MA_STR_FMT ":%lld", MA_STR_ARG(f->path), (long long)f->line);
	if (f->column > 0)
		ma_buf_addf(out, ":%lld", (long long)f->column);
	ma_buf_addf(out, " " MA_STR_FMT "\n", MA_STR_ARG(f->message));
}

/* Those in its own files first. */
static void list_places(const struct ma_job *j, const struct ma_faults *faults, struct ma_buf *out)
{
	size_t i, n = 0;
	int own;

	for (own = 1; own >= 0; own--)
		for (i = 0; i < faults->n && n < PLACES_MAX; i++)
			if (ma_str_lists(j->named, '|', faults->v[i].path) == own) {
				add_place(out, &faults->v[i]);
				n++;
			}
}

/* Without colours, and what is said twice once. */
static ma_rc clean(struct ma_str printed, struct ma_buf *out, ma_err *err)
{
	char text[MA_PLAIN_LINE_MAX];
	struct ma_map seen = MA_MAP_INIT;
	struct ma_str line, plain;
	bool blank = true;
	ma_rc rc = MA_OK;

	while (!rc && ma_str_line(&printed, &line)) {
		plain = ma_plain_line(line, text);
		if (ma_str_trim(plain).n == 0) {
			if (!blank)
				ma_buf_addc(out, '\n');
			blank = true;
			continue;
		}
		if (ma_map_has(&seen, plain))
			continue;
		if (!ma_map_put(&seen, plain, out))
			rc = ma_fail_nomem(err);
		ma_buf_addv(out, plain);
		ma_buf_addc(out, '\n');
		blank = false;
	}
	ma_map_done(&seen);
	return rc;
}

/* Whole lines from `at` on, of at most `most` bytes. */
static struct ma_str lines_at(struct ma_str text, size_t at, size_t most)
{
	size_t n = text.n - at;

	if (n <= most)
		return ma_str_from(text, at);
	for (n = most; n > 0 && text.p[at + n - 1] != '\n'; n--)
		;
	return ma_str_n(text.p + at, n);
}

static struct ma_str last_lines(struct ma_str text, size_t most)
{
	size_t at = text.n > most ? text.n - most : 0;

	while (at > 0 && at < text.n && text.p[at - 1] != '\n')
		at++;
	return ma_str_from(text, at);
}

/* Where the first place is told, by the line that it stands in. Tools of a package tell paths within it. */
static size_t first_place(struct ma_str text, const struct ma_faults *faults)
{
	struct ma_str path = faults->n > 0 ? faults->v[0].path : MA_STR(""), dir;
	ptrdiff_t at = path.n > 0 ? ma_str_find(text, path) : -1;

	while (at < 0 && ma_str_find(path, MA_STR("/")) >= 0 && ma_str_cut(&path, '/', &dir))
		at = path.n > 0 ? ma_str_find(text, path) : -1;
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at > 0 ? (size_t)at : 0;
}

/* From where it first goes wrong, and its end, where runners add up. */
static void excerpt(
	struct reader *r, struct ma_str text, const struct ma_faults *faults, struct ma_buf *out)
{
	size_t most = r->left < PRINTED_MAX ? r->left : PRINTED_MAX;
	struct ma_str begins, ends;

	if (text.n <= most) {
		ma_buf_addv(out, text);
	} else {
		begins = lines_at(text, first_place(text, faults), most / 2);
		ends = last_lines(text, most / 2);
		ma_buf_addv(out, begins);
		if (ends.p > begins.p + begins.n)
			ma_buf_adds(out, LEFT_OUT);
		else
			ends = ma_str_n(begins.p + begins.n,
				(size_t)(text.p + text.n - (begins.p + begins.n)));
		ma_buf_addv(out, ends);
	}
	r->left -= out->n < r->left ? out->n : r->left;
}

/* Where tests fail, and not what the code answered there. */
static void list_tests(const struct ma_job *j, const struct ma_faults *faults, struct ma_buf *out)
{
	size_t i, n = 0;

	for (i = 0; i < faults->n && n < PLACES_MAX; i++)
		if (ma_str_lists(j->named, '|', faults->v[i].path)) {
			ma_buf_addf(out, MA_STR_FMT ":%lld\n", MA_STR_ARG(faults->v[i].path),
				(long long)faults->v[i].line);
			n++;
		}
}

static ma_rc read_failure(struct reader *r, const struct ma_checked *c, struct ma_str printed,
	struct ma_prompt_failure *out, ma_err *err)
{
	struct ma_faults *faults = ma_arena_new(r->arena, struct ma_faults);
	struct ma_buf places = MA_BUF_INIT(MA_MIB), text = MA_BUF_INIT(MA_LIMIT_OUTPUT),
		      shown = MA_BUF_INIT(MA_MIB);
	struct ma_str rest = c->name, phase = MA_STR("");
	const char *package;
	ma_rc rc;

	(void)ma_str_cut(&rest, ' ', &phase); /* "test web": what follows is the package */
	package = ma_arena_dup(r->arena, rest.n > 0 ? rest : MA_STR("."));
	*out = (struct ma_prompt_failure){ .check = c->name };
	rc = faults && package ? ma_faults_read(printed, package, r->arena, faults, err)
			       : ma_fail_nomem(err);
	if (!rc)
		rc = clean(printed, &text, err);
	if (!rc && r->j->task->retests)
		list_tests(r->j, faults, &places);
	else if (!rc) {
		list_places(r->j, faults, &places);
		excerpt(r, ma_buf_str(&text), faults, &shown);
	}
	if (!rc)
		rc = keep(r, &places, &out->places, err);
	if (!rc)
		rc = keep(r, &shown, &out->printed, err);
	ma_buf_done(&places);
	ma_buf_done(&shown);
	ma_buf_done(&text);
	return rc;
}

static ma_rc load_failure(
	struct reader *r, const struct ma_checked *c, struct ma_prompt_failure *out, ma_err *err)
{
	struct ma_str printed = MA_STR("");
	char *blob = NULL;
	ma_rc rc = c->output.n > 0 ? ma_job_blob(r->j->d->run, c->output, &blob, &printed, err)
				   : MA_OK;

	if (!rc)
		rc = read_failure(r, c, printed, out, err);
	ma_free(blob);
	return rc;
}

/* Whether the task is to mend this check: its name is the list of theirs. */
static bool is_its(const struct ma_task *task, const struct ma_checked *c)
{
	struct ma_str rest = task->name;
	size_t between = strlen(MA_CHECKS_BETWEEN);
	ptrdiff_t at;

	if (!ma_check_is_mendable(c))
		return false;
	while ((at = ma_str_find(rest, MA_STR(MA_CHECKS_BETWEEN))) >= 0) {
		if (ma_str_eq(ma_str_n(rest.p, (size_t)at), c->name))
			return true;
		rest = ma_str_from(rest, (size_t)at + between);
	}
	return ma_str_eq(rest, c->name);
}

static ma_rc add_diff(
	struct reader *r, const char *commit, size_t most, struct ma_buf *out, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	char *diff = NULL;
	ma_rc rc = ma_workspace_diff(r->j->d->run->ports.workspace, commit, &diff, &why);
	struct ma_str shown;

	if (rc == MA_ELIMIT)
		return MA_OK; /* too large to be told */
	if (rc) {
		*err = why;
		return rc;
	}
	shown = lines_at(ma_str(diff), 0, most);
	ma_buf_addv(out, shown);
	if (shown.n < strlen(diff))
		ma_buf_adds(out, LEFT_OUT);
	ma_free(diff);
	return MA_OK;
}

static ma_rc add_round(
	struct reader *r, const struct ma_round *round, struct ma_buf *out, ma_err *err)
{
	size_t before;
	uint32_t i;
	ma_rc rc = MA_OK;

	ma_buf_addf(out, "Round %lld, %s: " MA_STR_FMT ".%s\n", (long long)round->number,
		ma_round_end_name(round->end), MA_STR_ARG(round->why),
		round->end == MA_ROUND_WORSE
			? " What it changed was taken back, and is not to be tried again:"
			: " It changed:");
	before = out->n;
	for (i = round->from; i < round->to && !rc; i++) {
		const struct ma_work *w = &r->j->works[i];

		if (w->commit.n > 0 && out->n - before < TRIED_MAX)
			rc = add_diff(r, w->commit.p, TRIED_MAX - (out->n - before), out, err);
	}
	if (!rc && out->n == before)
		ma_buf_adds(out, "nothing\n");
	return rc;
}

/* The oldest of the last few first. */
static ma_rc add_rounds(
	struct reader *r, const struct ma_round *round, int most, struct ma_buf *out, ma_err *err)
{
	ma_rc rc;

	if (!round || most == 0)
		return MA_OK;
	rc = add_rounds(r, round->before, most - 1, out, err);
	return rc ? rc : add_round(r, round, out, err);
}

ma_rc ma_job_failures(struct ma_job *j, struct ma_arena *arena, struct ma_prompt *p, ma_err *err)
{
	struct reader r = { j, arena, PRINTED_ALL_MAX };
	struct ma_buf tried = MA_BUF_INIT(MA_MIB);
	struct ma_prompt_failure *failures = ma_arena_new_n(arena, struct ma_prompt_failure,
		j->found->failed + 1); /* or one that was skipped */
	const struct ma_checked *c;
	ma_rc rc = failures ? MA_OK : ma_fail_nomem(err);

	p->failures = failures;
	for (c = j->found->first; c && !rc; c = c->next)
		if (is_its(j->task, c))
			rc = load_failure(&r, c, &failures[p->failures_n++], err);
	if (!rc && !j->task->retests)
		rc = add_rounds(&r, j->rounds, ROUNDS_MAX, &tried, err);
	if (!rc)
		rc = keep(&r, &tried, &p->tried, err);
	ma_buf_done(&tried);
	return rc;
}
