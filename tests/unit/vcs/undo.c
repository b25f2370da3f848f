/* What a run did is taken back by one more commit, unless others have built on its files. */
#include "support/repo.h"
#include "vcs/accept.h"
#include "vcs/repo.h"

static void (*walk_free)(git_revwalk *walk);
static struct repo *meddled;

/* Somebody commits right when all has been looked at. */
static void free_and_meddle(git_revwalk *walk)
{
	static int walks;

	walk_free(walk);
	if (++walks == 2)
		repo_sh(meddled, "echo mine >a.txt && git commit -qam mine");
}

static void meddle(struct repo *r)
{
	meddled = r;
	walk_free = r->ws->git.revwalk_free;
	r->ws->git.revwalk_free = free_and_meddle;
}

static ma_rc undo(struct repo *r, const char *base, size_t *files, ma_err *err)
{
	struct ma_commit c = repo_commit("undo", NULL, 0);
	char id[MA_COMMIT_ID_SIZE] = "";
	ma_rc rc;

	c.message = "Undo run 0190-abc";
	c.task = c.model = "";
	*files = 0;
	err->code = MA_OK;
	ma_workspace_free(r->ws);
	r->ws = NULL;
	rc = ma_workspace_open_head(r->dir, &r->ws, err);
	if (!rc)
		rc = ma_workspace_undo(r->ws, base, &c, id, files, err);
	if (!rc)
		assert_string_equal(repo_sh(r, "git rev-parse HEAD"), id);
	return rc;
}

static void must_undo(struct repo *r, const char *base, size_t files)
{
	ma_err err;
	size_t n;

	if (undo(r, base, &n, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(n, files);
}

static void must_refuse(struct repo *r, const char *base, const char *words)
{
	char head[MA_COMMIT_ID_SIZE];
	ma_err err;
	size_t n;

	snprintf(head, sizeof(head), "%s", repo_sh(r, "git rev-parse HEAD"));
	assert_int_equal(undo(r, base, &n, &err), MA_EREFUSED);
	if (!strstr(err.msg, words))
		fail_msg("\"%s\" does not say \"%s\"", err.msg, words);
	assert_string_equal(repo_sh(r, "git rev-parse HEAD"), head);
}

static void a_new_output_becomes_empty_again_and_keeps_its_history(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	repo_must_commit(r, "e2", "dir/b.txt", "b\n", id);
	must_undo(r, "", 2);
	assert_string_equal(repo_sh(r, "git ls-files"), ".meta-agent/.gitignore");
	assert_false(repo_has(r, "dir"));
	assert_string_equal(repo_sh(r, "git rev-list --count HEAD"), "3");
	repo_assert_sound(r);
	must_undo(r, "", 2); /* nothing is left to do */
	assert_string_equal(repo_sh(r, "git rev-list --count HEAD"), "3");
}

static void what_others_made_beside_it_stays(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e0", "a.sh", "#!/bin/sh\necho a\n", first);
	repo_must_commit(r, "e1", "a.sh", "#!/bin/sh\necho b\n", id);
	repo_sh(r, "echo mine >mine.txt && git add . && git commit -qm 'My own'");
	must_undo(r, first, 1);
	assert_string_equal(repo_sh(r, "./a.sh"), "a");
	assert_string_equal(repo_read(r, "mine.txt"), "mine\n");
	repo_assert_sound(r);
}

static void who_changed_its_files_since_is_named(void **state)
{
	struct repo *r = *state;
	struct ma_change change = repo_change("b.txt", "other\n");
	struct ma_commit other = repo_commit("e3", &change, 1);
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	repo_must_commit(r, "e2", "b.txt", "b\n", id);
	repo_sh(r, "echo mine >a.txt && git commit -qam 'My own'");
	must_refuse(r, "", "others have changed its files since: a.txt in ");
	must_refuse(r, "", "(My own)");
	repo_sh(r, "git revert --no-edit HEAD >/dev/null 2>&1");
	must_refuse(r, "", "(My own)"); /* that it was taken back as well is not looked into */
	repo_sh(r, "git reset -q --hard HEAD~2");
	repo_must_open(r);
	other.run = "0190-def";
	assert_int_equal(ma_workspace_commit(r->ws, &other, id, &err), MA_OK);
	must_refuse(r, "", "b.txt in ");
}

static void what_is_committed_meanwhile_stays(void **state)
{
	struct ma_commit c = repo_commit("undo", NULL, 0);
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE] = "";
	ma_err err = { .code = MA_OK };
	size_t n = 0;

	repo_make_foreign(r);
	snprintf(first, sizeof(first), "%s", repo_sh(r, "git rev-parse HEAD"));
	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "theirs\nrun\n", id);
	repo_sh(r, "git merge -q --ff-only meta-agent/0190-abc");
	ma_workspace_free(r->ws);
	r->ws = NULL;
	assert_int_equal(ma_workspace_open_head(r->dir, &r->ws, &err), MA_OK);
	meddle(r);
	assert_int_equal(ma_workspace_undo(r->ws, first, &c, id, &n, &err), MA_EREFUSED);
	assert_non_null(strstr(err.msg, "is on the branch by now"));
	assert_string_equal(repo_read(r, "a.txt"), "mine\n");
	must_refuse(r, first, "a.txt in ");
}

static void a_run_that_is_not_on_the_branch_cannot_be_undone(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], head[MA_COMMIT_ID_SIZE];
	ma_err err;
	size_t n;

	repo_make_foreign(r);
	snprintf(head, sizeof(head), "%s", repo_sh(r, "git rev-parse HEAD"));
	repo_must_open(r);
	repo_must_commit(r, "e1", "b.txt", "b\n", id);
	assert_int_equal(undo(r, head, &n, &err), MA_ENOTFOUND);
	assert_string_equal(repo_sh(r, "git rev-parse HEAD"), head);
}

/* The run's branch comes in by a merge, ours or git's own. */
static void merged_and_undone(struct repo *r, const char *merge)
{
	char id[MA_COMMIT_ID_SIZE], head[MA_COMMIT_ID_SIZE];

	repo_make_foreign(r);
	snprintf(head, sizeof(head), "%s", repo_sh(r, "git rev-parse HEAD"));
	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "theirs\nrun\n", id);
	repo_must_commit(r, "e2", "b.txt", "b\n", id);
	repo_sh(r, "echo c >c.txt && git add c.txt && git commit -qm mine");
	if (merge) {
		repo_sh(r, merge);
	} else {
		struct ma_commit c = repo_commit("accept", NULL, 0);
		struct ma_acceptance a;
		ma_err err = { .code = MA_OK };

		ma_workspace_free(r->ws);
		r->ws = NULL;
		assert_int_equal(ma_workspace_open_head(r->dir, &r->ws, &err), MA_OK);
		assert_int_equal(
			ma_workspace_accept(r->ws, "meta-agent/0190-abc", &c, &a, &err), MA_OK);
		assert_int_equal(a.how, MA_ACCEPTED_MERGED);
		ma_buf_done(&a.conflicts);
	}
	must_undo(r, head, 2);
	assert_string_equal(repo_read(r, "a.txt"), "theirs\n");
	assert_false(repo_has(r, "b.txt"));
	assert_string_equal(repo_read(r, "c.txt"), "c\n");
	repo_assert_sound(r);
}

static void an_accepted_run_is_undone_on_the_branch_that_it_came_into(void **state)
{
	merged_and_undone(*state, NULL);
}

static void one_that_git_merged_is_undone_too(void **state)
{
	merged_and_undone(*state, "git merge -q --no-edit meta-agent/0190-abc");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, repo_set_up, repo_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_new_output_becomes_empty_again_and_keeps_its_history),
		CASE(what_others_made_beside_it_stays),
		CASE(who_changed_its_files_since_is_named),
		CASE(what_is_committed_meanwhile_stays),
		CASE(a_run_that_is_not_on_the_branch_cannot_be_undone),
		CASE(an_accepted_run_is_undone_on_the_branch_that_it_came_into),
		CASE(one_that_git_merged_is_undone_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
