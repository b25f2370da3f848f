/* A run's branch comes into the branch that is checked out, and nothing of the user's is lost. */
#include "support/repo.h"
#include "support/stops.h"
#include "vcs/accept.h"

#define BRANCH "meta-agent/0190-abc"
#define STRIDE 23 /* stops between two kills */
#define KILLS_MIN 10

static void close_workspace(struct repo *r)
{
	ma_workspace_free(r->ws);
	r->ws = NULL;
}

/* Their repository with a run that wrote b.txt and a line of code.txt. */
static void make_run(struct repo *r)
{
	struct ma_change set[] = { repo_change("b.txt", "run\n"),
		repo_change("code.txt", "1\n2\n3\n4\n5\nrun\n") };
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_write(r, "code.txt", "1\n2\n3\n4\n5\n6\n");
	repo_sh(r, "git add . && git commit -qm code");
	repo_must_open(r);
	assert_int_equal(repo_commit_set(r, "e1", set, 2, id, &err), MA_OK);
	close_workspace(r);
}

/* `meanwhile`: what somebody else does while the workspace is open. */
static ma_rc accept_while(
	struct repo *r, const char *meanwhile, struct ma_acceptance *out, ma_err *err)
{
	struct ma_commit c = repo_commit("accept", NULL, 0);
	ma_rc rc;

	c.message = "Merge run 0190-abc";
	c.task = c.model = "";
	*out = (struct ma_acceptance){ .how = MA_ACCEPTED_NOT };
	close_workspace(r);
	err->code = MA_OK;
	rc = ma_workspace_open_head(r->dir, &r->ws, err);
	if (meanwhile)
		repo_sh(r, meanwhile);
	if (!rc)
		rc = ma_workspace_accept(r->ws, BRANCH, &c, out, err);
	close_workspace(r);
	return rc;
}

static ma_rc accept_branch(struct repo *r, struct ma_acceptance *out, ma_err *err)
{
	return accept_while(r, NULL, out, err);
}

static void must_accept(struct repo *r, enum ma_accepted how)
{
	struct ma_acceptance a;
	ma_err err;

	if (accept_branch(r, &a, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(a.how, how);
	assert_string_equal(
		repo_sh(r, "git rev-parse HEAD"), how == MA_ACCEPTED_NOT ? a.before : a.after);
	ma_buf_done(&a.conflicts);
}

static void must_refuse(struct repo *r, ma_rc rc, const char *words)
{
	struct ma_acceptance a;
	char before[4096];
	ma_err err;

	snprintf(before, sizeof(before), "%s",
		repo_sh(r, "git status --porcelain; git rev-parse HEAD"));
	assert_int_equal(accept_branch(r, &a, &err), rc);
	if (!strstr(err.msg, words))
		fail_msg("\"%s\" does not say \"%s\"", err.msg, words);
	assert_string_equal(repo_sh(r, "git status --porcelain; git rev-parse HEAD"), before);
	ma_buf_done(&a.conflicts);
}

static void a_branch_that_stood_still_is_moved_forward(void **state)
{
	struct repo *r = *state;

	make_run(r);
	must_accept(r, MA_ACCEPTED_FORWARD);
	assert_string_equal(repo_sh(r, "git rev-parse trunk"), repo_sh(r, "git rev-parse " BRANCH));
	assert_string_equal(repo_read(r, "b.txt"), "run\n");
	repo_assert_sound(r);
	must_accept(r, MA_ACCEPTED_ALREADY);
}

/* As git writes it: its own reader finds the way back. */
static void the_way_back_is_in_the_reflog(void **state)
{
	struct repo *r = *state;
	char before[4096];

	make_run(r);
	snprintf(before, sizeof(before), "%s", repo_sh(r, "git rev-parse HEAD"));
	must_accept(r, MA_ACCEPTED_FORWARD);
	assert_string_equal(repo_sh(r, "git rev-parse trunk@{1}"), before);
	assert_string_equal(repo_sh(r, "git rev-parse HEAD@{1}"), before);
	assert_string_equal(repo_sh(r, "git reflog -1 --format='%gn <%ge> %gs'"),
		"meta-agent <meta-agent@localhost> merge " BRANCH ": Fast-forward");
	repo_sh(r,
		"git reset -q --hard trunk@{1} && echo c >c.txt && git add . && git commit -qm mine");
	must_accept(r, MA_ACCEPTED_MERGED);
	assert_string_equal(repo_sh(r, "git reflog -1 --format=%gs trunk"), "Merge run 0190-abc");
}

static void a_repository_that_keeps_no_reflog_gets_none(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r, "rm -r .git/logs");
	must_accept(r, MA_ACCEPTED_FORWARD);
	assert_string_equal(repo_sh(r, "ls .git | grep -c logs || true"), "0");
}

static void a_reflog_that_cannot_be_written_stops_it(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r, "rm .git/logs/HEAD && mkdir .git/logs/HEAD");
	must_refuse(r, MA_EIO, "logs/HEAD: Is a directory");
	repo_sh(r, "rmdir .git/logs/HEAD");
	must_accept(r, MA_ACCEPTED_FORWARD);
}

static void a_branch_that_moved_is_merged_by_one_commit(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r, "sed -i s/1/one/ code.txt && echo c >c.txt && git add . && git commit -qm mine");
	must_accept(r, MA_ACCEPTED_MERGED);
	assert_string_equal(repo_read(r, "code.txt"), "one\n2\n3\n4\n5\nrun\n");
	assert_string_equal(repo_sh(r, "git log -1 --format=%P"),
		repo_sh(r, "echo $(git rev-parse HEAD^1 " BRANCH ")"));
	assert_string_equal(repo_sh(r, "git log -1 --format=%s"), "Merge run 0190-abc");
	repo_assert_sound(r);
	must_accept(r, MA_ACCEPTED_ALREADY);
}

static void what_does_not_go_together_is_named_and_nothing_is_touched(void **state)
{
	struct repo *r = *state;
	struct ma_acceptance a;
	ma_err err;

	make_run(r);
	repo_sh(r,
		"sed -i s/6/six/ code.txt && echo mine >b.txt && git add . && git commit -qm mine");
	assert_int_equal(accept_branch(r, &a, &err), MA_OK);
	assert_int_equal(a.how, MA_ACCEPTED_NOT);
	assert_string_equal(a.conflicts.p, "b.txt\ncode.txt\n");
	ma_buf_done(&a.conflicts);
	assert_string_equal(repo_sh(r, "git log -1 --format=%s"), "mine");
	repo_assert_sound(r);
}

static void a_lock_file_that_both_sides_wrote_is_a_conflict(void **state)
{
	struct ma_change lock = repo_change("package-lock.json", "{\"run\":1}\n");
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_must_open(r);
	assert_int_equal(repo_commit_set(r, "e1", &lock, 1, id, &err), MA_OK);
	close_workspace(r);
	repo_sh(r, "echo '{\"mine\":1}' >package-lock.json && git add . && git commit -qm mine");
	must_accept(r, MA_ACCEPTED_NOT);
	assert_string_equal(repo_read(r, "package-lock.json"), "{\"mine\":1}\n");
}

static void work_in_other_files_stays_as_it_is(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r, "echo mine >a.txt && echo staged >s.txt && git add s.txt && echo new >n.txt");
	must_accept(r, MA_ACCEPTED_FORWARD);
	assert_string_equal(repo_sh(r, "git status --porcelain"), " M a.txt\nA  s.txt\n?? n.txt");
	assert_string_equal(repo_read(r, "a.txt"), "mine\n");
	assert_string_equal(repo_read(r, "b.txt"), "run\n");
}

static void work_in_the_way_is_named(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r, "echo mine >b.txt");
	must_refuse(r, MA_EREFUSED, "b.txt is not as committed");
	repo_sh(r, "echo mine >code.txt");
	must_refuse(r, MA_EREFUSED, "b.txt, code.txt are not as committed");
	repo_sh(r, "rm b.txt && git add code.txt && git show HEAD:code.txt >code.txt");
	must_refuse(r, MA_EREFUSED, "code.txt is not as committed"); /* it is staged */
	repo_sh(r, "git reset -q --hard && git rm -q --cached code.txt");
	must_refuse(r, MA_EREFUSED, "code.txt is not as committed");
}

static void what_is_staged_while_the_workspace_is_open_is_in_the_way(void **state)
{
	struct repo *r = *state;
	struct ma_acceptance a;
	ma_err err;

	make_run(r);
	assert_int_equal(accept_while(r,
				 "echo mine >code.txt && git add code.txt && "
				 "git show HEAD:code.txt >code.txt",
				 &a, &err),
		MA_EREFUSED);
	assert_non_null(strstr(err.msg, "code.txt is not as committed"));
	assert_string_equal(repo_sh(r, "git show :code.txt"), "mine");
	ma_buf_done(&a.conflicts);
}

static void a_file_or_a_link_where_a_directory_is_needed_is_in_the_way(void **state)
{
	struct ma_change set[] = { repo_change("dir/b.txt", "run\n"), repo_change("z.txt", "z\n") };
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_must_open(r);
	assert_int_equal(repo_commit_set(r, "e1", set, 2, id, &err), MA_OK);
	close_workspace(r);
	repo_sh(r, "echo mine >dir");
	must_refuse(r, MA_EREFUSED, "dir/b.txt is not as committed");
	repo_sh(r, "rm dir && mkdir ../elsewhere && ln -s ../elsewhere dir");
	must_refuse(r, MA_EREFUSED, "dir/b.txt is not as committed");
	repo_sh(r, "rm dir && mkdir dir");
	must_accept(r, MA_ACCEPTED_FORWARD);
}

static void what_cannot_be_moved_now_is_refused_with_the_reason(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r, "git checkout -q --detach");
	must_refuse(r, MA_EREFUSED, "no branch is checked out");
	repo_sh(r, "git checkout -q trunk && git rev-parse HEAD >.git/MERGE_HEAD");
	must_refuse(r, MA_EREFUSED, "in the middle of something");
	repo_sh(r, "rm .git/MERGE_HEAD && touch .git/index.lock");
	must_refuse(r, MA_ECONFLICT, "index.lock is there: another git is at work");
	repo_sh(r, "rm .git/index.lock && touch .git/refs/heads/trunk.lock");
	must_refuse(r, MA_ECONFLICT, "trunk.lock is there: another git is at work");
	repo_sh(r, "rm .git/refs/heads/trunk.lock && git branch -q -D " BRANCH);
	must_refuse(r, MA_ENOTFOUND, "has no branch " BRANCH);
	repo_sh(r,
		"git checkout -q --orphan other && git commit -qm other && git branch -q " BRANCH
		" trunk");
	must_refuse(r, MA_EREFUSED, "has no commit in common");
}

static void no_hook_or_filter_of_the_repository_runs(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r,
		"for h in post-merge post-checkout reference-transaction post-index-change pre-merge-commit; do "
		"printf '#!/bin/sh\\ntouch ../ran\\n' >.git/hooks/$h; chmod +x .git/hooks/$h; done; "
		"git config filter.f.smudge 'touch ../ran; cat'; echo '*.txt filter=f' >.git/info/attributes; rm -f ../ran");
	must_accept(r, MA_ACCEPTED_FORWARD);
	repo_sh(r, "test ! -e ../ran");
}

/* What is there afterwards is a branch that moved, or one that did not and files of the run as uncommitted changes. */
static void assert_accepted_at_last(struct repo *r, int round)
{
	struct ma_acceptance a;
	ma_err err;

	assert_string_equal(repo_read(r, "mine.txt"), "mine\n");
	if (accept_branch(r, &a, &err))
		fail_msg("after kill %d: %s", round, err.msg);
	ma_buf_done(&a.conflicts);
	assert_string_equal(repo_read(r, "code.txt"), "one\n2\n3\n4\n5\nrun\n");
	assert_string_equal(repo_sh(r, "git status --porcelain"), "?? mine.txt");
	assert_string_equal(
		repo_sh(r, "git merge-base HEAD " BRANCH), repo_sh(r, "git rev-parse " BRANCH));
}

static void killed_at_any_call_it_is_finished_by_asking_again(void **state)
{
	struct repo *r = *state;
	struct ma_acceptance a;
	bool killed = true;
	int round, status = 0;
	ma_err err;

	make_run(r);
	repo_sh(r,
		"sed -i s/1/one/ code.txt && git add . && git commit -qm mine && echo mine >mine.txt");
	repo_sh(r, "cp -a . ../base");
	for (round = 0; killed; round++) {
		pid_t pid;

		repo_sh(r, "rm -rf .git .meta-agent *.txt && cp -a ../base/. .");
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			stops_begin();
			_exit(accept_branch(r, &a, &err) != MA_OK);
		}
		killed = stops_kill_after(pid, round * STRIDE, &status);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
			skip();
		if (killed)
			assert_accepted_at_last(r, round);
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(round > KILLS_MIN);
}

static ma_rc accept_from_the_start(void *data, ma_err *err)
{
	struct repo *r = data;
	struct ma_acceptance a;
	ma_rc rc = accept_branch(r, &a, err);

	ma_buf_done(&a.conflicts);
	return rc;
}

static void memory_may_run_out_anywhere(void **state)
{
	struct repo *r = *state;

	make_run(r);
	repo_sh(r, "sed -i s/1/one/ code.txt && git add . && git commit -qm mine");
	torture(accept_from_the_start, r);
	repo_assert_sound(r);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, repo_set_up, repo_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_branch_that_stood_still_is_moved_forward),
		CASE(a_branch_that_moved_is_merged_by_one_commit),
		CASE(the_way_back_is_in_the_reflog),
		CASE(a_repository_that_keeps_no_reflog_gets_none),
		CASE(a_reflog_that_cannot_be_written_stops_it),
		CASE(what_does_not_go_together_is_named_and_nothing_is_touched),
		CASE(a_lock_file_that_both_sides_wrote_is_a_conflict),
		CASE(work_in_other_files_stays_as_it_is),
		CASE(work_in_the_way_is_named),
		CASE(what_is_staged_while_the_workspace_is_open_is_in_the_way),
		CASE(a_file_or_a_link_where_a_directory_is_needed_is_in_the_way),
		CASE(what_cannot_be_moved_now_is_refused_with_the_reason),
		CASE(no_hook_or_filter_of_the_repository_runs),
		CASE(killed_at_any_call_it_is_finished_by_asking_again),
		CASE(memory_may_run_out_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
