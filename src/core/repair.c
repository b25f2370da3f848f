/*
 * Rounds of repairs: what fails becomes tasks, one for each agent and package whose files it is, and what they came to
 * is compared with what was there.
 *
 *   verified, failed -> repair.started for each -> work -> verified again -> repair.finished
 *        ^                                           |                          |
 *        |                                           | a tree that is known     | worse: the files are taken back
 *        +-------------------------------------------+--------------------------+ by one more commit
 *
 * A round is measured against the best tree so far, and that is what is left when nothing more is tried: with each
 * round more passes or less fails (checks.h), so that rounds cannot go in circles; and files or failures that
 * were there before end them. So does what cannot be taken back, because others have committed on top of it.
 *
 * Before they end so, the tests are doubted, each once in a run (docs/decisions/041, 049): an acceptance test that fails is written anew,
 * blind; where none does, the authors of the tests that fail mend them from the contract, without seeing the code. Such a round is not counted
 * among those that mend the code: where the last of these came to nothing, it follows it.
 */
#include <stdio.h>

#include "base/limits.h"
#include "base/path.h"
#include "base/plant.h"
#include "core/decider.h"
#include "core/checks.h"
#include "core/owner.h"

#define NAMED_MAX (4 * MA_KIB) /* bytes of paths that a repair names */

/* What is mended by one task. */
struct job {
	struct ma_str agent, package;
	struct ma_buf names, paths, message;
	struct ma_str output; /* of the first check */
	const struct ma_checked *last;
	const char *cause; /* whose tests are in doubt; "": the code is mended */
};

struct jobs {
	struct job v[MA_LIMIT_ROUND_TASKS];
	size_t n, room;
};

static struct ma_str phase_of(const struct ma_checked *c, struct ma_str *package_out)
{
	struct ma_str rest = c->name, phase = MA_STR("");

	(void)ma_str_cut(&rest, ' ', &phase); /* "test web"; what follows is the package */
	*package_out = rest.n > 0 ? rest : MA_STR(".");
	return phase;
}

/* The one of that agent and package; what there is no room for waits for the next round. */
static struct job *job_of(struct jobs *jobs, struct ma_str agent, struct ma_str package)
{
	size_t i = 0;

	while (i < jobs->n &&
		!(ma_str_eq(jobs->v[i].agent, agent) && ma_str_eq(jobs->v[i].package, package)))
		i++;
	if (i == jobs->n && i == jobs->room)
		return NULL;
	if (i == jobs->n)
		jobs->v[jobs->n++] = (struct job){ .agent = agent,
			.package = package,
			.names = MA_BUF_INIT(MA_LIMIT_EVENT),
			.paths = MA_BUF_INIT(NAMED_MAX),
			.message = MA_BUF_INIT(MA_LIMIT_EVENT) };
	return &jobs->v[i];
}

static void add_check(struct job *job, const struct ma_checked *c)
{
	if (job->last == c)
		return;
	if (job->names.n + c->name.n > MA_KIB)
		return; /* enough is to be mended */
	if (!job->last)
		job->output = c->output;
	job->last = c;
	ma_buf_adds(&job->names, job->names.n > 0 ? MA_CHECKS_BETWEEN : "");
	ma_buf_addv(&job->names, c->name);
	ma_buf_addf(&job->message, "The check `" MA_STR_FMT "` fails: " MA_STR_FMT ".\n",
		MA_STR_ARG(c->name), (int)(c->why.n < MA_KIB ? c->why.n : MA_KIB), c->why.p);
}

static void add_path(struct job *job, struct ma_str path)
{
	if (job->paths.n + path.n + 1 > NAMED_MAX ||
		ma_str_lists(ma_buf_str(&job->paths), '|', path))
		return;
	ma_buf_adds(&job->paths, job->paths.n > 0 ? "|" : "");
	ma_buf_addv(&job->paths, path);
}

/* A test that fails accuses what it tests; one that does not compile, itself. */
static const struct ma_work *accused(
	const struct ma_state *s, struct ma_str phase, struct ma_str path)
{
	return ma_str_is(phase, "test") && ma_path_is_test(path) ? NULL : ma_owner_of(s, path);
}

static void assign(const struct ma_state *s, struct jobs *jobs, const struct ma_checked *c)
{
	struct ma_str package, phase = phase_of(c, &package), rest = c->paths, path, agent;
	struct job *job;
	bool any = false;

	while (ma_str_cut(&rest, '|', &path)) {
		const struct ma_work *owner = accused(s, phase, path);

		job = owner ? job_of(jobs, owner->task->agent, package) : NULL;
		any |= owner != NULL;
		if (!job)
			continue;
		add_check(job, c);
		add_path(job, path);
	}
	if (any)
		return;
	agent = ma_owner_of_package(s, package);
	job = job_of(jobs, agent.n > 0 ? agent : MA_STR(MA_REPAIR_AGENT), package);
	if (job)
		add_check(job, c);
}

static void job_done(struct job *job)
{
	ma_buf_done(&job->names);
	ma_buf_done(&job->paths);
	ma_buf_done(&job->message);
}

static void start_job(struct ma_decider *d, struct job *job, int64_t round)
{
	char id[32];
	int64_t n = round;

	do
		(void)snprintf(id, sizeof(id), "repair-%lld", (long long)n++); /* fits */
	while (ma_plan_has(d->s->plan, ma_str(id)));
	if (!d->rc && (job->names.rc || job->paths.rc || job->message.rc))
		d->rc = ma_fail_nomem(d->err);
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_REPAIR_STARTED,
			.task = ma_str(id),
			.agent = job->agent,
			.attempt = round,
			.cause = ma_str(job->cause ? job->cause : ""),
			.name = ma_buf_str(&job->names),
			.message = ma_buf_str(&job->message),
			.paths = ma_buf_str(&job->paths),
			.blob = job->output });
}

static bool made_progress(enum ma_round_end end)
{
	return MA_PLANT(REPAIR_ON) || end == MA_ROUND_NONE || end == MA_ROUND_BETTER ||
		end == MA_ROUND_DIFFERENT ||
		end == MA_ROUND_WORSE; /* which was taken back: the next one knows of it */
}

static enum ma_round_end last_end(const struct ma_state *s)
{
	return s->rounds ? s->rounds->end : MA_ROUND_NONE;
}

/* The files are not those that the findings are about. */
static bool is_left(const struct ma_state *s)
{
	return s->rounds && s->rounds->left;
}

/*
 * The acceptance test that a failure names, after repairs of the code have come to nothing: it may be the test that is wrong. The
 * contract decides, by another reading of it that is as blind as the first one; NULL: there is none, or that was done.
 */
static const struct ma_work *doubted(const struct ma_state *s, const struct ma_checked **check_out)
{
	const struct ma_checked *c;
	struct ma_str rest, path;

	for (c = s->renewed ? NULL : s->kept->first; c; c = c->next) {
		rest = c->state == MA_CHECK_FAILED ? c->paths : MA_STR("");
		while (ma_str_cut(&rest, '|', &path)) {
			const struct ma_work *w = ma_owner_of(s, path);

			if (!w || !w->guarded)
				continue;
			*check_out = c;
			return w;
		}
	}
	return NULL;
}

/* Whose test it is that fails; NULL: it is no test, or one of acceptance. */
static const struct ma_work *author_of(const struct ma_state *s, struct ma_str path)
{
	const struct ma_work *w = ma_path_is_test(path) ? ma_owner_of(s, path) : NULL;

	return w && !w->guarded ? w : NULL;
}

static bool is_of_tests(const struct ma_checked *c)
{
	struct ma_str package;

	return ma_str_is(phase_of(c, &package), "test");
}

/* Whether the tests that fail may be wrong: nothing else fails, no test of acceptance, and it was not asked before. */
static bool doubts_tests(const struct ma_state *s)
{
	const struct ma_checked *c;
	struct ma_str rest, path;
	bool any = false;

	for (c = s->retested ? NULL : s->kept->first; c; c = c->next) {
		if (c->state != MA_CHECK_FAILED)
			continue;
		if (!is_of_tests(c))
			return false;
		rest = c->paths;
		while (ma_str_cut(&rest, '|', &path)) {
			const struct ma_work *w = ma_owner_of(s, path);

			if (w && w->guarded)
				return false; /* the contract has spoken against the code */
			any |= author_of(s, path) != NULL;
		}
	}
	return any;
}

static void assign_tests(const struct ma_state *s, struct jobs *jobs, const struct ma_checked *c)
{
	struct ma_str package, rest = c->paths, path;
	const struct ma_work *author;
	struct job *job;

	(void)phase_of(c, &package);
	while (ma_str_cut(&rest, '|', &path)) {
		author = author_of(s, path);
		job = author ? job_of(jobs, author->task->agent, package) : NULL;
		if (!job)
			continue;
		job->cause = MA_CAUSE_TESTS;
		add_check(job, c);
		add_path(job, path);
	}
}

/* The tests that fail come first; what they share, and no failure names, may be what is wrong. */
static void add_own_tests(const struct ma_state *s, const struct ma_map *owners, struct job *job)
{
	const struct ma_work *w;
	struct ma_str rest, path;
	uint32_t i;

	for (i = 0; i < s->tally.total; i++) {
		w = &s->works[i];
		rest = !w->guarded && ma_str_eq(w->task->agent, job->agent) ? w->paths : MA_STR("");
		while (ma_str_cut(&rest, '|', &path))
			if (ma_map_get(owners, path) == w)
				add_path(job, path);
	}
}

static void finish_job(const struct ma_state *s, const struct ma_map *owners, struct job *job)
{
	if (!job->cause) {
		ma_buf_adds(&job->message,
			job->last->state == MA_CHECK_SKIPPED
				? "Add what such a project is built and its tests are run by."
				: "Find the cause in the files, and mend it there.");
		return;
	}
	add_own_tests(s, owners, job);
	ma_buf_adds(&job->message,
		"Repairs of the code came to nothing, so these tests of yours may be wrong. You are not shown the code, "
		"nor what it answers: the contract decides. Mend what asks for something else than the contract and the request "
		"say, and what is missing or written wrongly. Every test stays, with its name and as many assertions.");
}

static void start_jobs(struct ma_decider *d, bool tests)
{
	const struct ma_state *s = d->s;
	uint32_t room = s->plan->tasks_cap - s->plan->tasks_n;
	int64_t round = s->repairs + 1;
	struct jobs jobs = { .room = room < MA_LIMIT_ROUND_TASKS ? room : MA_LIMIT_ROUND_TASKS };
	struct ma_map owners = MA_MAP_INIT;
	const struct ma_checked *c;
	size_t i;

	for (c = s->kept->first; c; c = c->next)
		if (ma_check_is_mendable(c))
			(tests ? assign_tests : assign)(s, &jobs, c);
	if (tests && !ma_owners_of_tests(s, &owners) && !d->rc)
		d->rc = ma_fail_nomem(d->err);
	for (i = 0; i < jobs.n; i++) {
		finish_job(s, &owners, &jobs.v[i]);
		start_job(d, &jobs.v[i], round);
		job_done(&jobs.v[i]);
	}
	ma_map_done(&owners);
}

static void start_renewal(struct ma_decider *d, const struct ma_work *w, const struct ma_checked *c)
{
	struct job job = { .agent = w->task->agent,
		.names = MA_BUF_INIT(MA_LIMIT_EVENT),
		.paths = MA_BUF_INIT(NAMED_MAX),
		.message = MA_BUF_INIT(MA_LIMIT_EVENT),
		.output = c->output,
		.cause = MA_CAUSE_CONTRACT };

	ma_buf_addv(&job.names, c->name);
	ma_buf_addv(&job.message, w->task->description);
	ma_buf_adds(&job.message, w->task->description.n > 0 ? "\n" : "");
	ma_buf_adds(&job.message,
		"These tests were written before, and may have asked for what the contract does not say. "
		"Write them again, all of them, from the contract: the files ");
	ma_buf_addv(&job.message, w->paths);
	ma_buf_addc(&job.message, '.');
	start_job(d, &job, d->s->repairs + 1);
	job_done(&job);
}

void ma_repair_start(struct ma_decider *d)
{
	const struct ma_checked *c = NULL;
	const struct ma_work *w;

	w = made_progress(last_end(d->s)) ? NULL : doubted(d->s, &c);
	if (w)
		start_renewal(d, w, c);
	else
		start_jobs(d, !made_progress(last_end(d->s)));
}

static bool wrote_test(const struct ma_work *w)
{
	struct ma_str rest = w->paths, path = MA_STR("");

	while (!ma_path_is_test(path) && ma_str_cut(&rest, '|', &path))
		;
	return w->guarded || ma_path_is_test(path);
}

/* A new project has tests, and nothing that they are run by: it is asked for, once. Whose project was there before knows how it is built. */
static bool lacks_commands(const struct ma_state *s)
{
	uint32_t i = 0;

	if (s->checked != MA_VERDICT_UNVERIFIED || s->repairs > 0 || s->found_head.n > 0 ||
		!s->kept || !s->kept->first || !ma_check_is_mendable(s->kept->first))
		return false;
	while (i < s->tally.total && !wrote_test(&s->works[i]))
		i++;
	return i < s->tally.total;
}

bool ma_repair_may_start(const struct ma_state *s)
{
	bool fails = s->checked == MA_VERDICT_FAILED && s->kept && s->kept->failed > 0;
	const struct ma_checked *c;

	return (fails || lacks_commands(s)) && s->plan->tasks_n < s->plan->tasks_cap &&
		(made_progress(last_end(s)) ? s->repairs < s->max_repairs
					    : doubted(s, &c) || doubts_tests(s)) &&
		!is_left(s) && !s->cancelled;
}

bool ma_repair_is_stuck(const struct ma_state *s)
{
	return s->checked == MA_VERDICT_FAILED && (!made_progress(last_end(s)) || is_left(s));
}

bool ma_repair_is_known(const struct ma_state *s)
{
	return ma_str_eq(s->head, s->verified_head) || ma_checks_of(s, s->tree);
}

/* What a round came to that was verified. */
static enum ma_round_end judge_found(const struct ma_state *s, struct ma_buf *why)
{
	const struct ma_checks *now = s->checks, *f;
	const struct ma_task *task = s->works[s->round_from].task;
	bool renewal = !task->mends && !task->retests;
	enum ma_round_end end = ma_checks_compare(now, s->kept, renewal, why);

	if (end != MA_ROUND_DIFFERENT)
		return end;
	for (f = now->before; f; f = f->before) {
		if (!ma_checks_same(now, f))
			continue;
		ma_buf_clear(why);
		ma_buf_adds(why,
			f == s->kept ? "the same fails as before"
				     : "the same fails as in a round before that");
		return f == s->kept ? MA_ROUND_SAME : MA_ROUND_REPEATED;
	}
	return end;
}

/* What a round came to whose tree was there before; *worse_out: and was found worse. */
static enum ma_round_end judge_known(const struct ma_state *s, bool *worse_out, struct ma_buf *why)
{
	const struct ma_checks *f = ma_checks_of(s, s->tree);
	struct ma_buf unused = MA_BUF_INIT(MA_LIMIT_EVENT);
	bool same = !f || f == s->kept || ma_str_eq(s->head, s->verified_head);

	if (!same)
		*worse_out = ma_checks_compare(f, s->kept, false, &unused) == MA_ROUND_WORSE;
	ma_buf_done(&unused);
	ma_buf_adds(why, same ? "no file changed" : "the files are as in a round before");
	return same ? MA_ROUND_UNCHANGED : MA_ROUND_REPEATED;
}

void ma_repair_judge(struct ma_decider *d)
{
	const struct ma_state *s = d->s;
	struct ma_buf why = MA_BUF_INIT(MA_LIMIT_EVENT);
	bool known = s->phase == MA_RUN_WORKING, worse = false;
	char id[MA_EFFECT_ID_SIZE] = "";
	enum ma_round_end end;

	if (d->rc)
		return;
	end = known ? judge_known(s, &worse, &why) : judge_found(s, &why);
	worse |= end == MA_ROUND_WORSE;
	if (worse && !MA_PLANT(KEEP_WORSE))
		d->rc = ma_effect_id(s->run, MA_STR("run"), "restore", s->repairs, id, d->err);
	if (!d->rc && why.rc)
		d->rc = ma_fail_nomem(d->err);
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_REPAIR_FINISHED,
			.attempt = s->repairs,
			.verdict = ma_str(ma_round_end_name(end)),
			.message = ma_buf_str(&why),
			.effect = ma_str(id),
			.head = id[0] ? s->kept->head : MA_STR("") });
	ma_buf_done(&why);
}
