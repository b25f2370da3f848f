/* What an output may be when a run begins. */
#include "vcs/workspace.h"

#include <unistd.h>

#include "support/repo.h"

static void a_missing_directory_becomes_a_repository_on_main(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE] = "?";
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	assert_string_equal(ma_workspace_branch(r->ws), "main");
	assert_string_equal(repo_sh(r, "git symbolic-ref HEAD"), "refs/heads/main");
	assert_int_equal(ma_workspace_head(r->ws, id, &err), MA_OK);
	assert_string_equal(id, "");
	assert_string_equal(repo_sh(r, "ls -A"), ".git\n.meta-agent");
	assert_string_equal(repo_sh(r, "find .git/hooks -type f ! -name '*.sample' || true"), "");
}

static void an_empty_directory_with_our_state_is_new(void **state)
{
	struct repo *r = *state;

	assert_int_equal(mkdir(r->dir, 0755), 0);
	repo_sh(r, "mkdir -p .meta-agent/agents");
	repo_must_open(r);
	assert_string_equal(ma_workspace_branch(r->ws), "main");
}

static void the_state_directory_hides_all_but_itself_and_agents(void **state)
{
	struct repo *r = *state;

	repo_must_open(r);
	repo_sh(r,
		"mkdir .meta-agent/agents && touch .meta-agent/agents/mine.md .meta-agent/context.db");
	assert_string_equal(repo_sh(r, "git status --porcelain -uall"),
		"?? .meta-agent/.gitignore\n?? .meta-agent/agents/mine.md");
}

static void a_directory_with_files_is_refused(void **state)
{
	struct repo *r = *state;

	assert_int_equal(mkdir(r->dir, 0755), 0);
	repo_write(r, "thesis.txt", "do not touch");
	repo_must_refuse(r, "holds files and is no git repository: choose an empty directory");
	assert_string_equal(repo_sh(r, "ls -A"), "thesis.txt");
}

static void a_file_in_the_directorys_place_is_refused(void **state)
{
	struct repo *r = *state;
	FILE *f = fopen(r->dir, "w");

	assert_non_null(f);
	fclose(f);
	repo_must_refuse(r, "the output cannot be made");
}

static void an_unwritable_directory_is_refused(void **state)
{
	struct repo *r = *state;

	if (geteuid() == 0)
		snprintf(r->dir, sizeof(r->dir), "/proc/self"); /* even root cannot write there */
	else
		assert_int_equal(mkdir(r->dir, 0555), 0);
	repo_must_refuse(r, "another directory");
}

static void a_repository_of_somebody_gets_a_branch_and_nothing_else(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_must_open(r);
	assert_string_equal(ma_workspace_branch(r->ws), "meta-agent/0190-abc");
	assert_int_equal(ma_workspace_head(r->ws, id, &err), MA_OK);
	assert_string_equal(repo_sh(r, "git rev-parse HEAD"), id);
	assert_string_equal(repo_sh(r, "git symbolic-ref HEAD"), "refs/heads/trunk");
	assert_string_equal(repo_sh(r, "git status --porcelain -uall"), "");
	assert_true(repo_has(r, ".meta-agent/.gitignore"));
	repo_sh(r, "mkdir .meta-agent/agents && touch .meta-agent/agents/mine.md");
	assert_string_equal(
		repo_sh(r, "git status --porcelain -uall"), "?? .meta-agent/agents/mine.md");
}

static void what_hid_the_state_of_an_older_version_hides_itself_now(void **state)
{
	struct repo *r = *state;

	repo_make_foreign(r);
	repo_sh(r,
		"mkdir .meta-agent && printf '*\\n!.gitignore\\n!agents/\\n!agents/**\\n' >.meta-agent/.gitignore");
	repo_must_open(r);
	assert_string_equal(repo_sh(r, "git status --porcelain -uall"), "");
}

static void a_gitignore_of_theirs_in_the_state_directory_stays(void **state)
{
	struct repo *r = *state;

	repo_make_foreign(r);
	repo_sh(r,
		"mkdir .meta-agent && printf '*\\n!.gitignore\\n!agents/\\n!agents/**\\n' >.meta-agent/.gitignore &&"
		" git add .meta-agent && git commit -qm state");
	repo_must_open(r);
	assert_string_equal(repo_sh(r, "git status --porcelain -uall"), "");
}

static void uncommitted_work_is_refused_and_named(void **state)
{
	struct repo *r = *state;

	repo_make_foreign(r);
	repo_write(r, "a.txt", "changed\n");
	repo_must_refuse(r, "holds uncommitted work (a.txt): commit or stash it");
	repo_sh(r, "git checkout -q a.txt && touch b c d e && git add b");
	repo_must_refuse(r, "(b, c, d and 1 more)");
	assert_false(repo_has(r, ".meta-agent"));
	repo_sh(r,
		"git rm -q --cached b && rm b c d e && echo ignored >.git/info/exclude && touch ignored");
	repo_must_open(r);
}

static void a_repository_that_is_still_empty_is_new(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	assert_int_equal(mkdir(r->dir, 0755), 0);
	repo_sh(r, "git init -q -b trunk");
	repo_must_open(r);
	assert_string_equal(ma_workspace_branch(r->ws), "trunk");
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	assert_string_equal(repo_read(r, "a.txt"), "a\n");
	repo_assert_sound(r);
}

static void our_own_output_is_gone_on_with(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], second[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", first);
	repo_must_open(r);
	assert_string_equal(ma_workspace_branch(r->ws), "main");
	repo_must_commit(r, "e2", "b.txt", "b\n", second);
	assert_string_equal(repo_sh(r, "git rev-parse HEAD^"), first);
	repo_assert_sound(r);
}

static void our_own_output_with_work_of_a_person_is_refused(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	repo_write(r, "a.txt", "better\n");
	repo_must_refuse(r, "(a.txt)");
	repo_sh(r, "git add a.txt");
	repo_must_refuse(r, "(a.txt)");
	repo_sh(r, "git commit -q -m 'By hand'");
	repo_must_open(r);
	assert_string_equal(repo_read(r, "a.txt"), "better\n");
}

static void another_branch_checked_out_is_refused(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	repo_sh(r, "git checkout -q -b feature");
	repo_must_refuse(r, "git switch main");
}

static void a_second_workspace_on_the_same_output_is_refused(void **state)
{
	struct repo *r = *state;
	struct ma_workspace *second = NULL;
	ma_err err = { .code = MA_OK };
	char words[64];

	repo_must_open(r);
	assert_int_equal(ma_workspace_open(r->dir, "0190-def", &second, &err), MA_EREFUSED);
	snprintf(words, sizeof(words), "held by pid %d", (int)getpid());
	assert_non_null(strstr(err.msg, words));
}

static void an_interrupted_start_is_taken_up(void **state)
{
	static const char *const cuts[] = { "rm -rf .git .meta-agent",
		"rm -rf .git .meta-agent/worktree", "rm -rf .git",
		"rm -rf .git && mkdir -p .meta-agent/tmp/init/.git/refs", "rm -rf .git/meta-agent" };
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	size_t i;

	for (i = 0; i < MA_COUNT(cuts); i++) {
		repo_must_open(r);
		ma_workspace_free(r->ws);
		r->ws = NULL;
		repo_sh(r, cuts[i]);
		repo_must_open(r);
		assert_string_equal(
			repo_sh(r, "git symbolic-ref HEAD; ls .meta-agent | grep -v lock"),
			"refs/heads/main\nworktree");
	}
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	repo_assert_sound(r);
}

static void locks_that_a_killed_run_left_are_removed_and_others_are_not(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	repo_sh(r,
		"ln .git/meta-agent/lock .git/index.lock && ln .git/meta-agent/lock .git/refs/heads/main.lock && "
		"touch .git/meta-agent/pack_half");
	repo_must_open(r);
	assert_string_equal(repo_sh(r, "find .git -name '*.lock' -o -name pack_half"), "");
	repo_must_commit(r, "e2", "b.txt", "b\n", id);
	repo_sh(r, "cp .git/meta-agent/lock .git/index.lock"); /* its other name is lost */
	repo_must_open(r);
	assert_string_equal(repo_sh(r, "find .git -name '*.lock'"), "");
	repo_sh(r, "touch .git/index.lock .git/refs/heads/main.lock");
	repo_must_open(r);
	assert_string_equal(repo_sh(r, "find .git -name '*.lock' | wc -l"), "2");
}

static void a_cloned_repository_cannot_claim_to_be_ours(void **state)
{
	struct repo *r = *state;

	repo_make_foreign(r);
	repo_sh(r,
		"mkdir .meta-agent && echo 'trunk -' >.meta-agent/worktree && git add -f .meta-agent && "
		"git commit -q -m Trap");
	repo_must_open(r);
	assert_string_equal(ma_workspace_branch(r->ws), "meta-agent/0190-abc");
}

static void a_link_in_place_of_the_state_directory_is_refused(void **state)
{
	struct repo *r = *state;

	repo_make_foreign(r);
	repo_sh(r, "ln -s /tmp .meta-agent && git add .meta-agent && git commit -q -m Trap");
	repo_must_refuse(r, ".meta-agent is no directory");
}

static void a_repository_whose_files_are_elsewhere_is_refused(void **state)
{
	struct repo *r = *state;

	repo_make_foreign(r);
	repo_sh(r, "git config core.worktree /tmp");
	repo_must_refuse(r, "whose files are elsewhere");
}

static void config_and_hooks_of_anybody_are_never_run(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	repo_make_foreign(r);
	repo_sh(r,
		"printf '[core]\\nfsmonitor = touch ran\\n[filter \"f\"]\\nclean = touch ran\\nsmudge = touch ran\\n' "
		">>.git/config");
	repo_sh(r, "printf '*.txt filter=f\\n' >.git/info/attributes; mkdir -p .git/hooks");
	repo_sh(r,
		"for h in pre-commit post-commit reference-transaction post-index-change; do "
		"printf '#!/bin/sh\\ntouch ran\\n' >.git/hooks/$h; chmod +x .git/hooks/$h; done; touch a.txt");
	repo_must_open(r);
	repo_must_commit(r, "e1", "b.txt", "b\n", id);
	assert_false(repo_has(r, "ran"));
	assert_false(repo_has(r, ".git/ran"));
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, repo_set_up, repo_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_missing_directory_becomes_a_repository_on_main),
		CASE(an_empty_directory_with_our_state_is_new),
		CASE(the_state_directory_hides_all_but_itself_and_agents),
		CASE(a_directory_with_files_is_refused),
		CASE(a_file_in_the_directorys_place_is_refused),
		CASE(an_unwritable_directory_is_refused),
		CASE(a_repository_of_somebody_gets_a_branch_and_nothing_else),
		CASE(what_hid_the_state_of_an_older_version_hides_itself_now),
		CASE(a_gitignore_of_theirs_in_the_state_directory_stays),
		CASE(uncommitted_work_is_refused_and_named),
		CASE(a_repository_that_is_still_empty_is_new),
		CASE(our_own_output_is_gone_on_with),
		CASE(our_own_output_with_work_of_a_person_is_refused),
		CASE(another_branch_checked_out_is_refused),
		CASE(a_second_workspace_on_the_same_output_is_refused),
		CASE(an_interrupted_start_is_taken_up),
		CASE(locks_that_a_killed_run_left_are_removed_and_others_are_not),
		CASE(a_cloned_repository_cannot_claim_to_be_ours),
		CASE(a_link_in_place_of_the_state_directory_is_refused),
		CASE(a_repository_whose_files_are_elsewhere_is_refused),
		CASE(config_and_hooks_of_anybody_are_never_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
