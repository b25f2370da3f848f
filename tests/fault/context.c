/* Eight processes write the shared context at once, and are killed: nothing is lost, and nothing is counted twice. */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "metaagent/context.h"
#include "support/tmpdir.h"
#include "support/setting.h"
#include "support/torture.h"

#define WRITERS 8
#define KILL_EACH_US 50000

/* Shared with the writers, who are killed: what they were told is done. */
struct tally {
	volatile int64_t done[WRITERS];
	volatile int64_t version[WRITERS]; /* the last one that each was told */
	volatile int backwards;            /* a version that was not greater than the one before */
};

struct place {
	char dir[TMPDIR_SIZE];
	struct tally *tally;
	pid_t pids[WRITERS];
	int64_t kills[WRITERS], target;
};

static int set_up(void **state)
{
	static struct place p;

	memset(&p, 0, sizeof(p));
	tmpdir_make(p.dir);
	p.target = setting("CONTEXT_UPDATES", 250);
	p.tally = mmap(
		NULL, sizeof(*p.tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(p.tally != MAP_FAILED);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	(void)munmap(p->tally, sizeof(*p->tally)); /* it was mapped above */
	tmpdir_remove(p->dir);
	return 0;
}

static int64_t number(ma_context_change *change, const char *key)
{
	ma_err err = { .code = MA_OK };
	char *json = NULL;
	int64_t n = 0;

	if (ma_context_change_get(change, key, &json, &err) == MA_OK &&
		!ma_str_to_i64(ma_str(json), &n))
		abort();
	ma_string_free(json);
	return n;
}

static ma_rc count_up(ma_context_change *change, const char *key, ma_err *err)
{
	char next[32];

	(void)snprintf(next, sizeof(next), "%lld", (long long)number(change, key) + 1);
	return ma_context_change_set(change, key, next, err);
}

/* A key that all of them write, and one of each: together, or not at all. */
static ma_rc update(void *data, ma_context_change *change, ma_err *err)
{
	char own[16];
	ma_rc rc = count_up(change, "all", err);

	(void)snprintf(own, sizeof(own), "writer-%d", *(int *)data);
	return rc ? rc : count_up(change, own, err);
}

_Noreturn static void write_context(const struct place *p, int who)
{
	struct tally *t = p->tally;
	ma_err err = { .code = MA_OK };
	ma_context *c = NULL;
	int64_t version = 0;

	if (ma_context_open(p->dir, 1, &c, &err))
		_exit(1);
	while (t->done[who] < p->target) {
		if (ma_context_update(c, update, &who, &version, &err)) {
			fprintf(stderr, "writer %d: %s\n", who, err.msg);
			_exit(2);
		}
		t->backwards |= version <= t->version[who];
		t->version[who] = version;
		t->done[who]++;
	}
	ma_context_free(c);
	_exit(0);
}

static void start(struct place *p, int who)
{
	fflush(NULL);
	p->pids[who] = fork();
	assert_true(p->pids[who] >= 0);
	if (p->pids[who] == 0)
		write_context(p, who);
}

static int writer_of(const struct place *p, pid_t pid)
{
	int who = 0;

	while (who < WRITERS && p->pids[who] != pid)
		who++;
	assert_true(who < WRITERS);
	return who;
}

/* One that was killed begins anew, until it has been told often enough. */
static void wait_for_all(struct place *p, bool with_kills)
{
	int left = WRITERS, status = 0, next = 0, who;
	pid_t pid;

	while (left > 0) {
		if (with_kills) {
			usleep(KILL_EACH_US);
			next = (next + 1) % WRITERS;
			if (p->pids[next] > 0)
				(void)kill(p->pids[next], SIGKILL); /* it may have ended */
		}
		while (left > 0 && (pid = waitpid(-1, &status, with_kills ? WNOHANG : 0)) > 0) {
			who = writer_of(p, pid);
			p->pids[who] = 0;
			if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
				fail_msg("writer %d exits with %d", who, WEXITSTATUS(status));
			p->kills[who] += WIFSIGNALED(status);
			if (WIFSIGNALED(status))
				start(p, who);
			else
				left--;
		}
	}
}

static int64_t value_of(ma_context *c, const char *key)
{
	ma_err err = { .code = MA_OK };
	char *json = NULL;
	int64_t n = 0;

	if (ma_context_get(c, key, &json, NULL, &err))
		fail_msg("%s", err.msg);
	assert_true(ma_str_to_i64(ma_str(json), &n));
	ma_string_free(json);
	return n;
}

static void assert_all_there(struct place *p)
{
	ma_err err = { .code = MA_OK };
	ma_context *c = NULL;
	int64_t sum = 0, kills = 0, version = 0, n;
	char own[16];
	int who;

	assert_int_equal(ma_context_open(p->dir, 0, &c, &err), MA_OK);
	for (who = 0; who < WRITERS; who++) {
		(void)snprintf(own, sizeof(own), "writer-%d", who);
		n = value_of(c, own);
		if (n < p->tally->done[who] || n > p->tally->done[who] + p->kills[who])
			fail_msg(
				"writer %d was told %lld times, killed %lld times, and its key is %lld",
				who, (long long)p->tally->done[who], (long long)p->kills[who],
				(long long)n);
		sum += n;
		kills += p->kills[who];
	}
	assert_int_equal(value_of(c, "all"), sum);
	assert_int_equal(ma_context_version(c, &version, &err), MA_OK);
	assert_int_equal(version, 2 * sum);
	assert_false(p->tally->backwards);
	print_message("%lld updates, %lld kills\n", (long long)sum, (long long)kills);
	ma_context_free(c);
}

static void run_all(struct place *p, bool with_kills)
{
	int who;

	for (who = 0; who < WRITERS; who++)
		start(p, who);
	wait_for_all(p, with_kills);
	assert_all_there(p);
}

static void all_updates_of_eight_processes_survive(void **state)
{
	run_all(*state, false);
}

static void whoever_is_killed_loses_nothing_that_was_told(void **state)
{
	run_all(*state, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			all_updates_of_eight_processes_survive, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			whoever_is_killed_loses_nothing_that_was_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
