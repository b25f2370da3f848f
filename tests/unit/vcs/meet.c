/* Changes that were made from an older commit meet what the branch has become. */
#include "support/repo.h"

static ma_rc commit_on(struct repo *r, const char *effect, const char *base,
	const struct ma_change *changes, size_t n, char id[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct ma_change on[8];
	struct ma_commit c = repo_commit(effect, on, n);
	bool dropped[8] = { false };
	size_t i;

	assert_in_range(n, 1, MA_COUNT(on));
	c.dropped = dropped;
	for (i = 0; i < n; i++) {
		on[i] = changes[i];
		on[i].base = base;
	}
	return ma_workspace_commit(r->ws, &c, id, err);
}

static void must_commit_on(
	struct repo *r, const char *effect, const char *base, const char *path, const char *content)
{
	struct ma_change change = repo_change(path, content);
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	if (commit_on(r, effect, base, &change, 1, id, &err))
		fail_msg("%s", err.msg);
}

static void is_refused(
	struct repo *r, const char *base, const struct ma_change *change, const char *why)
{
	char id[MA_COMMIT_ID_SIZE] = "untouched", head[MA_COMMIT_ID_SIZE], now[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_workspace_head(r->ws, head, &err), MA_OK);
	assert_int_equal(commit_on(r, "refused", base, change, 1, id, &err), MA_EREFUSED);
	assert_string_equal(err.msg, why);
	assert_string_equal(id, "untouched");
	assert_int_equal(ma_workspace_head(r->ws, now, &err), MA_OK);
	assert_string_equal(now, head);
}

static void what_both_changed_is_merged(void **state)
{
	struct repo *r = *state;
	char base[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.json", "{\n  \"a\": 1\n}\n", base);
	must_commit_on(r, "e2", base, "a.json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
	must_commit_on(r, "e3", base, "a.json", "{\n  \"a\": 1,\n  \"c\": 3\n}\n");
	assert_string_equal(repo_sh(r, "cat a.json"), "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}");
	repo_assert_sound(r);
}

static void what_both_made_is_merged(void **state)
{
	struct repo *r = *state;
	char base[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a", "a\n", base);
	must_commit_on(r, "e2", base, ".dockerignore", "node_modules\ndist\n");
	must_commit_on(r, "e3", base, ".dockerignore", "node_modules\n.git\n");
	assert_string_equal(repo_sh(r, "cat .dockerignore"), "node_modules\ndist\n.git");
	repo_assert_sound(r);
}

static void what_does_not_go_together_is_refused(void **state)
{
	struct repo *r = *state;
	struct ma_change change = repo_change("a.txt", "three\n"), removal = repo_removal("a.txt");
	struct ma_change gone = repo_change("b.txt", "three\n");
	char base[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e0", "b.txt", "one\n", base);
	repo_must_commit(r, "e1", "a.txt", "one\n", base);
	must_commit_on(r, "e2", base, "a.txt", "two\n");
	is_refused(r, base, &change,
		"a.txt: others changed it since it was shown, and both changes do not go together at line 1");
	is_refused(r, base, &removal, "a.txt: others changed it since it was shown");
	removal = repo_removal("b.txt");
	assert_int_equal(commit_on(r, "e3", base, &removal, 1, id, &err), MA_OK);
	is_refused(r, base, &gone, "b.txt: others removed it since it was shown");
	repo_assert_sound(r);
}

static void what_nobody_else_changed_stands_as_it_is(void **state)
{
	struct repo *r = *state;
	char base[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "one\n", base);
	repo_must_commit(r, "e2", "b.txt", "one\n", id);
	must_commit_on(r, "e3", base, "a.txt", "two\n");
	must_commit_on(r, "e4", NULL, "a.txt", "three\n"); /* no base: nothing is asked */
	assert_string_equal(repo_sh(r, "cat a.txt"), "three");
	repo_assert_sound(r);
}

static void a_file_that_moves_does_not_come_back_from_its_removal(void **state)
{
	struct repo *r = *state;
	struct ma_change removal = repo_removal("a.txt"), both[2];
	char base[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE] = "untouched";
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "one\ntwo\nthree\n", base);
	assert_int_equal(commit_on(r, "e2", base, &removal, 1, id, &err), MA_OK);
	both[0] = repo_change("lib/b.txt", "one\ntwo\nfour\n"); /* moved, and edited */
	both[1] = repo_removal("a.txt");
	assert_int_equal(commit_on(r, "e3", base, both, 2, id, &err), MA_EREFUSED);
	assert_string_equal(err.msg,
		"lib/b.txt: it is a.txt under another name, which others removed since it was shown");
	assert_string_equal(repo_sh(r, "ls"), "");
	both[0] = repo_change("c.txt", "what was never there\n");
	assert_int_equal(commit_on(r, "e4", base, both, 2, id, &err), MA_OK);
	assert_string_equal(repo_sh(r, "ls"), "c.txt");
	repo_assert_sound(r);
}

static void a_lock_that_both_wrote_is_left_out(void **state)
{
	struct repo *r = *state;
	struct ma_change change = repo_change("package-lock.json", "three\n");
	struct ma_commit c = repo_commit("e4", &change, 1);
	char base[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };
	bool dropped = false;

	repo_must_open(r);
	repo_must_commit(r, "e1", "package-lock.json", "one\n", base);
	must_commit_on(r, "e2", base, "package-lock.json", "two\n");
	must_commit_on(r, "e3", base, "package-lock.json", "two\n"); /* the same one stays */
	assert_string_equal(repo_sh(r, "cat package-lock.json"), "two");
	change.base = base;
	c.dropped = &dropped;
	assert_int_equal(ma_workspace_commit(r->ws, &c, id, &err), MA_OK);
	assert_true(dropped);
	assert_string_equal(repo_sh(r, "ls"), "");
	must_commit_on(
		r, "e5", base, "package-lock.json", "four\n"); /* nor does the next one come back */
	assert_string_equal(repo_sh(r, "ls"), "");
	repo_assert_sound(r);
}

static void sets_that_come_together_meet_each_other(void **state)
{
	struct repo *r = *state;
	struct ma_change changes[] = { repo_change("a.json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n"),
		repo_change("a.json", "{\n  \"a\": 1,\n  \"c\": 3\n}\n"),
		repo_change("a.json", "{\n  \"a\": 5\n}\n") };
	struct ma_commit commits[3];
	struct ma_commit_result results[3];
	char base[MA_COMMIT_ID_SIZE];
	size_t i;

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.json", "{\n  \"a\": 1\n}\n", base);
	for (i = 0; i < 3; i++) {
		static const char *const effects[] = { "e2", "e3", "e4" };

		changes[i].base = base;
		commits[i] = repo_commit(effects[i], &changes[i], 1);
	}
	ma_workspace_commit_all(r->ws, commits, 3, results);
	for (i = 0; i < 3; i++)
		assert_int_equal(results[i].rc, MA_OK);
	assert_string_equal(repo_sh(r, "cat a.json"), "{\n  \"a\": 5,\n  \"b\": 2,\n  \"c\": 3\n}");
	repo_assert_sound(r);
}

struct meeting {
	struct repo *repo;
	char base[MA_COMMIT_ID_SIZE];
};

static ma_rc meet_once(void *data, ma_err *err)
{
	struct meeting *m = data;
	struct ma_change change = repo_change("a.json", "{\"a\": 1, \"c\": 3}\n");
	char id[MA_COMMIT_ID_SIZE];
	ma_rc rc = ma_workspace_open(m->repo->dir, "0190-abc", &m->repo->ws, err);

	if (!rc)
		rc = commit_on(m->repo, "e3", m->base, &change, 1, id, err);
	ma_workspace_free(m->repo->ws);
	m->repo->ws = NULL;
	return rc;
}

static void memory_that_runs_out_is_told(void **state)
{
	struct meeting m = { .repo = *state };
	char id[MA_COMMIT_ID_SIZE];

	repo_must_open(m.repo);
	repo_must_commit(m.repo, "e1", "a.json", "{\"a\": 1}\n", m.base);
	repo_must_commit(m.repo, "e2", "a.json", "{\"a\": 1, \"b\": 2}\n", id);
	ma_workspace_free(m.repo->ws);
	m.repo->ws = NULL;
	torture(meet_once, &m);
	assert_string_equal(repo_sh(m.repo, "cat a.json"), "{\"a\": 1, \"b\": 2, \"c\": 3}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, repo_set_up, repo_tear_down)
		TEST(what_both_changed_is_merged),
		TEST(what_both_made_is_merged),
		TEST(what_does_not_go_together_is_refused),
		TEST(what_nobody_else_changed_stands_as_it_is),
		TEST(a_file_that_moves_does_not_come_back_from_its_removal),
		TEST(a_lock_that_both_wrote_is_left_out),
		TEST(sets_that_come_together_meet_each_other),
		TEST(memory_that_runs_out_is_told),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
