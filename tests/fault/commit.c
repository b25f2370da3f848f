/* One system call fails, at any place of a commit of several files: all of it is there, or nothing, and what follows goes on from it. */
#include <errno.h>

#include "support/fail_calls.h"
#include "support/repo.h"

#define CALLS                                                                                     \
	(FAIL_BIT(OPEN) | FAIL_BIT(WRITE) | FAIL_BIT(FSYNC) | FAIL_BIT(RENAME) | FAIL_BIT(LINK) | \
		FAIL_BIT(UNLINK) | FAIL_BIT(MKDIR) | FAIL_BIT(TRUNCATE) | FAIL_BIT(CHMOD))
#define STRIDE 1
#define FAULTS_MIN 10

/* Written anew, changed and removed, in directories that are there, come and go. */
static ma_rc commit_set(struct repo *r, ma_err *err)
{
	struct ma_change set[] = { repo_change("a/new.txt", "new\n"),
		repo_change("b/c/d.txt", "d\n"), repo_change("old.txt", "changed\n"),
		repo_removal("gone/away.txt") };
	char id[MA_COMMIT_ID_SIZE];

	return repo_commit_set(r, "e2", set, 4, id, err);
}

static const char *tree(struct repo *r)
{
	return repo_sh(r, "git ls-tree -r --name-only HEAD | tr '\\n' ' '; git show HEAD:old.txt");
}

#define BEFORE ".meta-agent/.gitignore gone/away.txt old.txt old"
#define AFTER ".meta-agent/.gitignore a/new.txt b/c/d.txt old.txt changed"

static void begin(struct repo *r)
{
	struct ma_change set[] = { repo_change("old.txt", "old\n"),
		repo_change("gone/away.txt", "away\n") };
	char id[MA_COMMIT_ID_SIZE], command[2 * TMPDIR_SIZE + 64];
	ma_err err = { .code = MA_OK };

	ma_workspace_free(r->ws);
	r->ws = NULL;
	(void)snprintf(command, sizeof(command), "rm -rf '%s' && mkdir '%s'", r->dir, r->dir);
	assert_int_equal(system(command), 0);
	repo_must_open(r);
	assert_int_equal(repo_commit_set(r, "e1", set, 2, id, &err), MA_OK);
}

/* Whichever it was, it is whole; opened again the files are those of the head, and the set can be committed. */
static void assert_whole(struct repo *r, int64_t k, ma_rc rc)
{
	ma_err err = { .code = MA_OK };
	const char *is = tree(r);

	if (strcmp(is, BEFORE) != 0 && strcmp(is, AFTER) != 0)
		fail_msg("after call %d failed, the tree is: %s", (int)k, is);
	if (rc == MA_OK && strcmp(is, AFTER) != 0)
		fail_msg("call %d failed, MA_OK was told, and nothing was committed", (int)k);
	repo_must_open(r);
	if (commit_set(r, &err))
		fail_msg("after call %d failed: %s", (int)k, err.msg);
	assert_string_equal(tree(r), AFTER);
	assert_string_equal(repo_sh(r, "git status --porcelain"), "");
	if (k % (7 * STRIDE) == 0)
		repo_assert_sound(r);
}

static void any_call_of_a_commit_may_fail(void **state)
{
	struct repo *r = *state;
	static const int errors[] = { EIO, ENOSPC, EMFILE };
	ma_err err = { .code = MA_OK };
	bool failed = true;
	int64_t k;
	ma_rc rc;

	for (k = 0; failed; k += STRIDE) {
		begin(r);
		fail_calls_plan(CALLS, k, errors[(k / STRIDE) % 3], false);
		rc = commit_set(r, &err);
		failed = fail_calls_stop() > k;
		assert_whole(r, k, rc);
	}
	assert_true(k > FAULTS_MIN * STRIDE);
}

#define MANY 8 /* in as many directories: enough for threads to sync them */

static ma_rc commit_many(struct repo *r, ma_err *err)
{
	struct ma_change set[MANY];
	char paths[MANY][16], id[MA_COMMIT_ID_SIZE];
	size_t i;

	for (i = 0; i < MANY; i++) {
		(void)snprintf(paths[i], sizeof(paths[i]), "d%zu/file", i);
		set[i] = repo_change(paths[i], "text\n");
	}
	return repo_commit_set(r, "e3", set, MANY, id, err);
}

/* The directories are synced when the work tree is settled. */
static void any_sync_by_a_thread_may_fail(void **state)
{
	struct repo *r = *state;
	ma_err err = { .code = MA_OK };
	bool failed = true;
	int64_t k, told = 0;
	ma_rc rc;

	for (k = 0; failed; k++) {
		begin(r);
		fail_calls_plan(FAIL_BIT(FSYNC), k, EIO, true);
		rc = commit_many(r, &err);
		if (!rc)
			rc = ma_workspace_sync(r->ws, &err);
		failed = fail_calls_stop() > k;
		told += rc != MA_OK;
		repo_must_open(r);
		assert_int_equal(commit_many(r, &err), MA_OK);
		assert_string_equal(
			repo_sh(r, "git status --porcelain; cat d*/file | grep -c text"), "8");
	}
	assert_true(told >= 2 * MANY + 1); /* the files, their directories, and the one above */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			any_call_of_a_commit_may_fail, repo_set_up, repo_tear_down),
		cmocka_unit_test_setup_teardown(
			any_sync_by_a_thread_may_fail, repo_set_up, repo_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
