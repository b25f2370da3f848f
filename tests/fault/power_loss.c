/*
 * The power goes at any moment of some work. Of what the disk may hold then (fault/power.h) many states are made, and
 * each is opened again: nothing that was acknowledged is missing, nothing is there that was never written.
 *
 * POWER_STATES: how many, of all the work together; META_AGENT_SEED: which; POWER_WORK: only of this work. The first state that is refused is made once more and left
 * where the failure says. The same with syncs that do nothing must be refused often: that is what each work is tested by.
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "fault/power.h"
#include "fault/power_work.h"
#include "support/tmpdir.h"
#include "support/setting.h"
#include "support/torture.h"

#define PATH_SIZE (TMPDIR_SIZE + 64)
#define WORKERS 2
#define AGAIN_EVERY 7 /* so many states, the power goes again while one is recovered */

/* Shared with the workers. */
struct result {
	int64_t states, refused;
	int64_t at, k; /* of the state under way, or the first that was refused */
	char why[POWER_SAID_SIZE];
};

struct campaign {
	const struct work *work;
	struct record *records;
	size_t n;
	int64_t states;
	enum power_lie lie;
	uint64_t seed;
	char dir[TMPDIR_SIZE]; /* where states are made */
	struct result *result;
};

static uint64_t seed_of(const struct campaign *c, int64_t k)
{
	return c->seed * UINT64_C(0x2545f4914f6cdd1d) + (uint64_t)k;
}

static void learn(struct known *known, const struct record *r)
{
	if (r->kind != RECORD_MARK)
		return;
	if (r->node == MARK_ACKED)
		known->acked = r->at;
	else if (r->node == MARK_TRIED)
		known->tried = r->at;
	else
		known->saved = r->at;
}

/* Leave the state that was refused for somebody to look at. */
static void keep_state(const struct campaign *c, const struct power *p, int64_t k, const char *why)
{
	char dir[TMPDIR_SIZE];

	tmpdir_make(dir);
	power_write(p, seed_of(c, k), dir, NULL);
	fprintf(stderr, "%s\n... left in %s\n", why, dir);
}

/* The power goes again, while the state in `dir` is recovered. What is wrong with one of the states after that, or NULL. */
static const char *lose_again(
	const struct campaign *c, const char *dir, const struct known *known, uint64_t seed)
{
	char again[PATH_SIZE + 8];
	const char *wrong;
	const struct record *r;
	struct record *records;
	struct power *p;
	size_t n, before = 1, after;

	record_start(dir);
	record_mark(MARK_RECOVERS, 0);
	wrong = c->work->check(c->work, dir, known, LOOK_QUICKLY);
	records = record_stop(&n);
	p = power_new(records, n);
	snprintf(again, sizeof(again), "%s-again", dir);
	while (power_step(p, &r) && r->kind != RECORD_MARK)
		before++;
	for (after = n > before ? seed % (n - before) : 0; after > 0; after--)
		(void)power_step(p, &r); /* there are so many */
	if (!wrong && mkdir(again, 0777) == 0) {
		power_write(p, seed, again, NULL);
		wrong = c->work->check(
			c->work, again, known, c->work->only ? LOOK_QUICKLY : LOOK_CLOSELY);
	}
	tmpdir_remove(again);
	power_free(p);
	record_free(records, n);
	return wrong;
}

static void try_state(struct campaign *c, const struct power *p, const struct known *known,
	struct result *r, int64_t k)
{
	bool close = c->lie ? c->work->lie_beneath != NULL : k % c->work->close_every == 0;
	enum look look = !close ? LOOK_QUICKLY : c->lie ? LOOK_CLOSELY : LOOK_AND_GO_ON;
	char dir[PATH_SIZE];
	const char *wrong;
	bool again;

	snprintf(dir, sizeof(dir), "%s/%lld", c->dir, (long long)k);
	if (mkdir(dir, 0777))
		abort();
	if (r->refused == 0)
		r->k = k;
	power_write(p, seed_of(c, k), dir, close ? NULL : c->work->only);
	again = !c->lie && k % AGAIN_EVERY == 1;
	wrong = again ? lose_again(c, dir, known, seed_of(c, k)) : NULL;
	if (!wrong)
		wrong = c->work->check(c->work, dir, known, look);
	r->states++;
	if (wrong && r->refused++ == 0) {
		snprintf(r->why, sizeof(r->why), "state %lld: %s", (long long)k, wrong);
		if (!c->lie)
			keep_state(c, p, k, r->why);
	}
	tmpdir_remove(dir);
}

/* Its share of the states: k of all are spread evenly over the moments. */
static void work_through(struct campaign *c, int worker)
{
	struct result *r = &c->result[worker];
	struct power *p = power_new(c->records, c->n);
	struct known known = { .acked = 0 };
	const struct record *record;
	int64_t k = worker;

	power_lie(p, c->lie, c->work->lie_beneath);
	setenv("CMOCKA_TEST_ABORT", "1", 1); /* what fails here is no test of this process */
	for (r->at = 0; power_step(p, &record); r->at++) {
		learn(&known, record);
		for (; k * (int64_t)c->n < (r->at + 1) * c->states; k += WORKERS)
			try_state(c, p, &known, r, k);
	}
	power_free(p);
}

static void run_workers(struct campaign *c)
{
	pid_t pids[WORKERS];
	int status = 0, i;

	fflush(NULL);
	for (i = 0; i < WORKERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			work_through(c, i);
			_exit(0);
		}
	}
	for (i = 0; i < WORKERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		if (status)
			fail_msg(
				"%s: state %lld, META_AGENT_SEED=%llu: the worker ended with status %d",
				c->work->name, (long long)c->result[i].k,
				(unsigned long long)c->seed, status);
	}
}

/* How many states were refused; *why_out borrows. */
static int64_t run_campaign(struct campaign *c, int64_t *states_out, const char **why_out)
{
	int64_t refused = 0;
	int i;

	*states_out = 0;
	*why_out = "";
	tmpdir_make(c->dir);
	memset(c->result, 0, WORKERS * sizeof(*c->result));
	run_workers(c);
	for (i = 0; i < WORKERS; i++) {
		*states_out += c->result[i].states;
		refused += c->result[i].refused;
		if (c->result[i].refused > 0)
			*why_out = c->result[i].why;
	}
	tmpdir_remove(c->dir);
	return refused;
}

static void record_work(struct campaign *c)
{
	char dir[TMPDIR_SIZE];

	tmpdir_make(dir);
	record_start(dir);
	c->work->record(c->work, dir);
	c->records = record_stop(&c->n);
	tmpdir_remove(dir);
}

/* A campaign that finds nothing where something is wrong would prove nothing. */
static void expect_refusals(struct campaign *c, const char *what, enum power_lie lie)
{
	int64_t states, refused;
	const char *why;

	c->lie = lie;
	c->states = 300;
	refused = run_campaign(c, &states, &why);
	print_message("%s, %s: %lld of %lld refused: %s\n", c->work->name, what, (long long)refused,
		(long long)states, why);
	assert_true(refused > 30);
}

static void lose_power(const struct work *w)
{
	struct campaign c = { .work = w };
	int64_t states, refused;
	const char *why;

	if (getenv("POWER_WORK") && strcmp(getenv("POWER_WORK"), w->name) != 0)
		skip();
	c.seed = (uint64_t)seed_of_run();
	c.result = mmap(NULL, WORKERS * sizeof(*c.result), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(c.result != MAP_FAILED);
	record_work(&c);
	c.states = setting("POWER_STATES", 20000) * w->share / 100;
	refused = run_campaign(&c, &states, &why);
	print_message("%s: %zu calls, %lld states, META_AGENT_SEED=%llu\n", w->name, c.n,
		(long long)states, (unsigned long long)c.seed);
	if (refused > 0)
		fail_msg("%s, META_AGENT_SEED=%llu: %lld of %lld states are refused, the first: %s",
			w->name, (unsigned long long)c.seed, (long long)refused, (long long)states,
			why);
	assert_int_equal(states, c.states);
	expect_refusals(&c, "without syncs of files", POWER_NO_FILE_SYNC);
	expect_refusals(&c, "without syncs of directories", POWER_NO_DIR_SYNC);
	record_free(c.records, c.n);
	(void)munmap(c.result, WORKERS * sizeof(*c.result)); /* it was mapped above */
}

static void a_store_with_a_rollback_journal_loses_nothing(void **state)
{
	(void)state;
	lose_power(&power_works[POWER_STORE]);
}

static void a_store_with_a_write_ahead_log_loses_nothing(void **state)
{
	(void)state;
	lose_power(&power_works[POWER_WAL]);
}

static void a_context_and_its_export_lose_nothing(void **state)
{
	(void)state;
	lose_power(&power_works[POWER_CONTEXT]);
}

static void a_run_loses_neither_events_nor_commits(void **state)
{
	(void)state;
	lose_power(&power_works[POWER_RUN]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_with_a_rollback_journal_loses_nothing),
		cmocka_unit_test(a_store_with_a_write_ahead_log_loses_nothing),
		cmocka_unit_test(a_context_and_its_export_lose_nothing),
		cmocka_unit_test(a_run_loses_neither_events_nor_commits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
