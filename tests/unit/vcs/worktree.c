/* The work tree follows the branch, also after a crash, and never over a person's work. */
#include "support/repo.h"

/* The commit is made, and the process dies before the files are written: as ref and tree then stand. */
static void crash_after_the_ref(struct repo *r, const char *marker_before)
{
	ma_workspace_free(r->ws);
	r->ws = NULL;
	repo_write(r, ".meta-agent/worktree", marker_before);
}

static void keep_marker(const struct repo *r, char out[128])
{
	snprintf(out, 128, "%.120s", repo_read(r, ".meta-agent/worktree"));
}

static void files_that_a_crash_kept_back_are_written_at_the_next_start(void **state)
{
	struct ma_change set[] = { repo_change("a.txt", "2\n"), repo_change("new/b.txt", "2\n"),
		repo_removal("c.txt") };
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], marker[128];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	repo_must_commit(r, "e2", "c.txt", "1\n", id);
	keep_marker(r, marker);
	repo_sh(r, "cp -a . ../before");
	assert_int_equal(repo_commit_set(r, "e3", set, 3, id, &err), MA_OK);
	crash_after_the_ref(r, marker);
	repo_sh(r,
		"cp -a ../before/a.txt ../before/c.txt . && rm -r new && cp -a ../before/.git/index .git/index");
	repo_must_open(r);
	assert_string_equal(repo_read(r, "a.txt"), "2\n");
	assert_string_equal(repo_read(r, "new/b.txt"), "2\n");
	assert_false(repo_has(r, "c.txt"));
	repo_assert_sound(r);
}

static void a_crash_between_any_two_files_is_repaired(void **state)
{
	static const char *const cuts[] = { "rm a.txt", "rm b/c.txt", "rm a.txt b/c.txt",
		"rm .git/index", "rm -r b .git/index", "true",
		"mkdir -p .meta-agent/tmp && touch .meta-agent/tmp/0" };
	struct ma_change set[] = { repo_change("a.txt", "1\n"), repo_change("b/c.txt", "1\n") };
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };
	size_t i;

	repo_must_open(r);
	assert_int_equal(repo_commit_set(r, "e1", set, 2, id, &err), MA_OK);
	for (i = 0; i < MA_COUNT(cuts); i++) {
		crash_after_the_ref(r, "main -\n");
		repo_sh(r, cuts[i]);
		repo_must_open(r);
		assert_string_equal(repo_read(r, "a.txt"), "1\n");
		assert_string_equal(repo_read(r, "b/c.txt"), "1\n");
		assert_false(repo_has(r, ".meta-agent/tmp/0"));
		repo_assert_sound(r);
	}
}

static void a_crash_and_then_a_persons_edit_is_told_and_kept(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], marker[128];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	keep_marker(r, marker);
	repo_must_commit(r, "e2", "a.txt", "2\n", id);
	crash_after_the_ref(r, marker);
	repo_write(r, "a.txt", "mine\n");
	repo_must_refuse(r, "a.txt was changed by hand: commit it, or move it away");
	assert_string_equal(repo_read(r, "a.txt"), "mine\n");
}

static void a_file_changed_by_hand_stops_the_commit_before_it_is_made(void **state)
{
	struct ma_change change = repo_change("a.txt", "2\n");
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], head[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	repo_write(r, "a.txt", "mine\n");
	assert_int_equal(repo_commit_set(r, "e2", &change, 1, head, &err), MA_ECONFLICT);
	assert_non_null(strstr(err.msg, "a.txt was changed by hand"));
	assert_string_equal(repo_sh(r, "git rev-parse HEAD"), id);
	assert_string_equal(repo_read(r, "a.txt"), "mine\n");
}

static void a_file_put_there_by_hand_is_not_overwritten(void **state)
{
	struct ma_change change = repo_change("a.txt", "ours\n");
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_write(r, "a.txt", "mine\n");
	assert_int_equal(repo_commit_set(r, "e1", &change, 1, id, &err), MA_ECONFLICT);
	repo_write(r, "a.txt", "ours\n"); /* the same by chance is fine */
	assert_int_equal(repo_commit_set(r, "e1", &change, 1, id, &err), MA_OK);
	repo_assert_sound(r);
}

static void a_link_or_directory_in_a_files_place_is_not_followed(void **state)
{
	struct ma_change through = repo_change("link/x.txt", "ours\n"),
			 over = repo_change("dir", "ours\n");
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_sh(r, "mkdir ../elsewhere dir && ln -s ../elsewhere link && touch dir/mine");
	assert_int_equal(repo_commit_set(r, "e1", &through, 1, id, &err), MA_EREFUSED);
	assert_string_equal(repo_sh(r, "ls ../elsewhere"), "");
	assert_int_equal(repo_commit_set(r, "e2", &over, 1, id, &err), MA_ECONFLICT);
	assert_true(repo_has(r, "dir/mine"));
}

static void what_a_person_changed_elsewhere_is_left_alone(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	repo_write(r, "a.txt", "mine\n");
	repo_write(r, "notes.txt", "mine\n");
	repo_sh(r, "git add notes.txt");
	repo_must_commit(r, "e2", "b.txt", "1\n", id);
	assert_string_equal(repo_read(r, "a.txt"), "mine\n");
	assert_string_equal(repo_sh(r, "git status --porcelain"), " M a.txt\nA  notes.txt");
}

static void sync_does_nothing_when_nothing_is_to_do(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], *before;
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	assert_int_equal(ma_workspace_sync(r->ws, &err), MA_OK);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	before = ma_strdup(
		repo_sh(r, "stat -c '%n %i %Y %Z' a.txt .git/index .meta-agent/worktree"));
	assert_int_equal(ma_workspace_sync(r->ws, &err), MA_OK);
	assert_string_equal(
		repo_sh(r, "stat -c '%n %i %Y %Z' a.txt .git/index .meta-agent/worktree"), before);
	ma_free(before);
}

/* So many files that git's index need not follow each commit. */
static void commit_many_files(struct repo *r, char id[MA_COMMIT_ID_SIZE])
{
	static struct ma_change set[300];
	static char paths[300][16];
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < MA_COUNT(set); i++) {
		snprintf(paths[i], sizeof(paths[i]), "many/%zu", i);
		set[i] = repo_change(paths[i], "x\n");
	}
	repo_must_open(r);
	assert_int_equal(repo_commit_set(r, "e0", set, MA_COUNT(set), id, &err), MA_OK);
	repo_assert_sound(r);
}

/* As a kill now would leave it, and the next start then finds it. */
static void kill_and_open(struct repo *r)
{
	repo_sh(r, "cp -a . ../killed");
	ma_workspace_free(r->ws);
	r->ws = NULL;
	repo_sh(r, "find . -mindepth 1 -delete; cp -a ../killed/. . && rm -r ../killed");
	repo_must_open(r);
}

static void gits_index_may_lag_and_follows_at_the_end(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	commit_many_files(r, id);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	assert_string_equal(repo_read(r, "a.txt"), "1\n");
	assert_string_not_equal(repo_sh(r, "git status --porcelain"), "");
	ma_workspace_free(r->ws);
	r->ws = NULL;
	repo_assert_sound(r);
	assert_non_null(strstr(repo_read(r, ".meta-agent/worktree"), id));
}

static void a_kill_while_gits_index_lags_is_recovered_from(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	commit_many_files(r, id);
	repo_must_commit(r, "e1", "new/dir/a.txt", "1\n", id);
	repo_must_commit(r, "e2", "b.txt", "1\n", id);
	kill_and_open(r);
	assert_string_equal(repo_read(r, "new/dir/a.txt"), "1\n");
	repo_assert_sound(r);
}

static void a_file_that_changes_twice_while_gits_index_lags_is_told_from_a_persons_edit(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	commit_many_files(r, id);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	repo_must_commit(r, "e2", "a.txt", "2\n", id);
	repo_must_commit(r, "e3", "many/7", "y\n", id);
	/* e3 and e2 were made, but its files were not placed */
	repo_write(r, "a.txt", "1\n");
	repo_write(r, "many/7", "x\n");
	kill_and_open(r);
	assert_string_equal(repo_read(r, "a.txt"), "2\n");
	assert_string_equal(repo_read(r, "many/7"), "y\n");
	repo_assert_sound(r);
}

static void a_persons_edit_while_gits_index_lags_is_seen_by_git(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	commit_many_files(r, id);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	repo_write(r, "a.txt", "mine\n");
	assert_int_equal(ma_workspace_sync(r->ws, &err), MA_OK);
	assert_string_equal(repo_sh(r, "git status --porcelain"), " M a.txt");
	repo_sh(r, "rm -r a.txt many");
	repo_must_commit(r, "e2", "b.txt", "1\n", id);
	assert_int_equal(ma_workspace_sync(r->ws, &err), MA_OK);
	assert_false(repo_has(r, "many"));
}

static void a_lock_of_another_git_is_named_and_the_commit_found_later(void **state)
{
	struct ma_change change = repo_change("a.txt", "1\n");
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };
	bool found = false;

	repo_must_open(r);
	repo_sh(r, "touch .git/index.lock");
	assert_int_equal(repo_commit_set(r, "e1", &change, 1, id, &err), MA_ECONFLICT);
	assert_non_null(strstr(err.msg, ".git/index.lock is there"));
	assert_int_equal(ma_workspace_find(r->ws, "e1", id, &found, &err), MA_OK);
	assert_true(found);
	repo_sh(r, "rm .git/index.lock");
	assert_int_equal(ma_workspace_sync(r->ws, &err), MA_OK);
	repo_assert_sound(r);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, repo_set_up, repo_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(files_that_a_crash_kept_back_are_written_at_the_next_start),
		CASE(a_crash_between_any_two_files_is_repaired),
		CASE(a_crash_and_then_a_persons_edit_is_told_and_kept),
		CASE(a_file_changed_by_hand_stops_the_commit_before_it_is_made),
		CASE(a_file_put_there_by_hand_is_not_overwritten),
		CASE(a_link_or_directory_in_a_files_place_is_not_followed),
		CASE(what_a_person_changed_elsewhere_is_left_alone),
		CASE(sync_does_nothing_when_nothing_is_to_do),
		CASE(gits_index_may_lag_and_follows_at_the_end),
		CASE(a_kill_while_gits_index_lags_is_recovered_from),
		CASE(a_file_that_changes_twice_while_gits_index_lags_is_told_from_a_persons_edit),
		CASE(a_persons_edit_while_gits_index_lags_is_seen_by_git),
		CASE(a_lock_of_another_git_is_named_and_the_commit_found_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
