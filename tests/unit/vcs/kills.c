/* Killed at any system call of a run's start and commits, the next start finds a sound repository and goes on. */
#include "support/repo.h"
#include "support/stops.h"

#define STRIDE 61 /* stops between two kills */
#define KILLS_MIN 10

static ma_rc commit_round(struct repo *r, int round, int k)
{
	struct ma_change set[4];
	char paths[4][32], content[32], id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };
	int i;

	snprintf(content, sizeof(content), "%d.%d\n", round, k);
	for (i = 0; i < 4; i++) {
		snprintf(paths[i], sizeof(paths[i]), "d%d/%d.txt", (round + i) % 5, k);
		set[i] = i == 3 ? repo_removal(paths[i]) : repo_change(paths[i], content);
	}
	return repo_commit_set(r, "e", set, 4, id, &err);
}

/* Two commits made together. */
static bool commit_two(struct repo *r, int round)
{
	struct ma_change set[2];
	struct ma_commit commits[2];
	struct ma_commit_result results[2];
	char paths[2][32];
	int i;

	for (i = 0; i < 2; i++) {
		snprintf(paths[i], sizeof(paths[i]), "d%d/two/%d", (round + i) % 5, i);
		set[i] = repo_change(paths[i], "x\n");
		commits[i] = repo_commit("e", &set[i], 1);
	}
	ma_workspace_commit_all(r->ws, commits, 2, results);
	return !results[0].rc && !results[1].rc;
}

/* What is killed: open, and four commits. */
static void run_child(struct repo *r, int round)
{
	ma_err err = { .code = MA_OK };

	stops_begin();
	if (repo_open(r, &err) || commit_round(r, round, 0) || commit_round(r, round, 1) ||
		!commit_two(r, round))
		_exit(1);
	_exit(0);
}

static void close_workspace(struct repo *r)
{
	ma_workspace_free(r->ws);
	r->ws = NULL;
}

static void assert_recovered(struct repo *r, int round)
{
	ma_err err = { .code = MA_OK };

	if (repo_open(r, &err))
		fail_msg("after kill %d: %s", round, err.msg);
	assert_int_equal(commit_round(r, round, 2), MA_OK);
	assert_string_equal(repo_sh(r, "git status --porcelain"), "");
	if (round % 8 == 0)
		repo_assert_sound(r);
	close_workspace(r);
}

/* From the same beginning each time, a little later each time, until the child gets through. */
static void kill_at_each_place(struct repo *r, const char *beginning)
{
	int round, status = 0;
	bool killed = true;

	for (round = 0; killed; round++) {
		pid_t pid;

		repo_sh(r, beginning);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			run_child(r, round);
		killed = stops_kill_after(pid, round * STRIDE, &status);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
			skip();
		if (killed)
			assert_recovered(r, round);
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(round > KILLS_MIN);
}

static void a_kill_at_any_call_of_a_new_output_is_recovered_from(void **state)
{
	struct repo *r = *state;

	repo_must_open(r); /* libgit2 is loaded once, here */
	close_workspace(r);
	kill_at_each_place(r, "rm -rf .git .meta-agent d*");
}

static void a_kill_at_any_call_of_a_later_run_is_recovered_from(void **state)
{
	struct repo *r = *state;

	repo_must_open(r);
	assert_int_equal(commit_round(r, 0, 0), MA_OK);
	close_workspace(r);
	repo_sh(r, "cp -a . ../base");
	kill_at_each_place(r, "rm -rf .git .meta-agent d* && cp -a ../base/. .");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, repo_set_up, repo_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_kill_at_any_call_of_a_new_output_is_recovered_from),
		CASE(a_kill_at_any_call_of_a_later_run_is_recovered_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
