/* Going back to before a run: nothing that anybody made is lost, and what is somebody's stands in the way. */
#include "support/contract.h"
#include "support/repo.h"

static bool knows_abc(void *data, struct ma_str run)
{
	(void)data;
	return ma_str_is(run, "0190-abc");
}

static ma_rc may_go_back(const struct repo *r, const char *base, ma_err *err)
{
	err->code = MA_OK;
	return ma_workspace_may_go_back(r->dir, base, knows_abc, NULL, err);
}

static void must_go_back(struct repo *r, const char *base, char id[MA_COMMIT_ID_SIZE])
{
	struct ma_commit c = repo_commit("back", NULL, 0);
	ma_err err = { .code = MA_OK };

	if (may_go_back(r, base, &err) || ma_workspace_go_back(r->ws, base, &c, id, &err))
		fail_msg("%s", err.msg);
}

static void assert_refused(const struct repo *r, const char *base, const char *words)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(may_go_back(r, base, &err), MA_EREFUSED);
	if (!strstr(err.msg, words))
		fail_msg("\"%s\" does not say \"%s\"", err.msg, words);
}

static void the_files_are_as_they_were_and_the_history_goes_on(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.sh", "#!/bin/sh\necho a\n", first);
	repo_must_commit(r, "e2", "a.sh", "#!/bin/sh\necho b\n", id);
	repo_must_commit(r, "e3", "dir/b.txt", "b\n", id);
	must_go_back(r, first, id);
	assert_string_equal(repo_sh(r, "./a.sh"), "a");
	assert_false(repo_has(r, "dir"));
	assert_string_equal(repo_sh(r, "git rev-list --count HEAD"), "4");
	assert_string_equal(repo_sh(r, "git rev-parse HEAD"), id);
	assert_string_equal(repo_sh(r, "git diff --stat HEAD~3 HEAD"), "");
	repo_assert_sound(r);
}

static void back_to_nothing_leaves_the_state_hidden(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", id);
	must_go_back(r, "", id);
	assert_string_equal(repo_sh(r, "git ls-files"), ".meta-agent/.gitignore");
	assert_false(repo_has(r, "a.txt"));
	repo_assert_sound(r);
	repo_must_commit(r, "e2", "b.txt", "b\n", id);
	assert_string_equal(repo_sh(r, "git show --stat --format= | cat"),
		" b.txt | 1 +\n 1 file changed, 1 insertion(+)");
	repo_assert_sound(r);
}

static void going_back_twice_is_one_commit(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE], again[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", first);
	repo_must_commit(r, "e2", "b.txt", "b\n", id);
	must_go_back(r, first, id);
	must_go_back(r, first, again);
	assert_string_equal(id, again);
}

static void work_of_somebody_stands_in_the_way(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", first);
	repo_must_commit(r, "e2", "b.txt", "b\n", id);
	repo_sh(r, "touch mine && git add mine && git commit -qm 'My own'");
	assert_refused(r, first, "(My own) was made since by somebody else");
	repo_sh(r, "git reset -q --hard HEAD^ && git commit -q --amend --no-edit");
	assert_refused(r, first, "(backend: the API) was made since by somebody else");
}

static void a_commit_of_another_run_stands_in_the_way(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];
	struct ma_change change = repo_change("c.txt", "c\n");
	struct ma_commit c = repo_commit("e2", &change, 1);
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", first);
	c.run = "0190-def";
	assert_int_equal(ma_workspace_commit(r->ws, &c, id, &err), MA_OK);
	assert_refused(r, first, "was made since by another run");
}

static void what_is_not_of_the_run_is_found_on_the_branch(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE], head[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_must_open(r);
	repo_must_commit(r, "e1", "b.txt", "b\n", first);
	repo_must_commit(r, "e2", "c.txt", "c\n", id);
	assert_int_equal(ma_workspace_check_since(r->ws, first, "0190-abc", head, &err), MA_OK);
	assert_string_equal(head, id);
	assert_int_equal(
		ma_workspace_check_since(r->ws, first, "0190-def", head, &err), MA_EREFUSED);
	assert_non_null(strstr(err.msg, "was made since by another run"));
	repo_sh(r,
		"git update-ref refs/heads/meta-agent/0190-abc "
		"$(git commit-tree -p meta-agent/0190-abc -m 'My own' meta-agent/0190-abc^{tree})");
	repo_must_commit(r, "e3", "d.txt", "d\n", id);
	assert_int_equal(
		ma_workspace_check_since(r->ws, first, "0190-abc", head, &err), MA_EREFUSED);
	assert_non_null(strstr(err.msg, "(My own) was made since by somebody else"));
}

static void what_is_committed_after_the_check_is_not_taken_back(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], head[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];
	struct ma_commit c = repo_commit("back", NULL, 0);
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_must_open(r);
	repo_must_commit(r, "e1", "b.txt", "b\n", first);
	repo_must_commit(r, "e2", "c.txt", "c\n", id);
	assert_int_equal(ma_workspace_check_since(r->ws, first, "0190-abc", head, &err), MA_OK);
	c.restore = first;
	c.onto = head;
	repo_sh(r,
		"git update-ref refs/heads/meta-agent/0190-abc "
		"$(git commit-tree -p meta-agent/0190-abc -m 'My own' meta-agent/0190-abc^{tree})");
	assert_int_equal(ma_workspace_commit(r->ws, &c, id, &err), MA_EREFUSED);
	assert_non_null(strstr(err.msg, "is on the branch by now"));
	assert_string_equal(repo_sh(r, "git log -1 --format=%s meta-agent/0190-abc"), "My own");
	(void)snprintf(head, sizeof(head), "%s", repo_sh(r, "git rev-parse meta-agent/0190-abc"));
	assert_int_equal(ma_workspace_commit(r->ws, &c, id, &err), MA_OK);
	assert_string_equal(repo_sh(r, "git rev-parse meta-agent/0190-abc~1"), head);
	repo_assert_sound(r);
}

static void what_a_person_changed_meanwhile_is_not_overwritten(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];
	struct ma_commit c = repo_commit("back", NULL, 0);
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "a\n", first);
	repo_must_commit(r, "e2", "b.txt", "b\n", id);
	repo_write(r, "b.txt", "mine\n");
	assert_int_equal(ma_workspace_go_back(r->ws, first, &c, id, &err), MA_ECONFLICT);
	assert_string_equal(repo_read(r, "b.txt"), "mine\n");
	assert_string_equal(repo_sh(r, "git rev-list --count HEAD"), "2");
}

static void somebodys_repository_has_to_be_where_the_run_began(void **state)
{
	struct repo *r = *state;
	char base[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];
	struct ma_commit c = repo_commit("back", NULL, 0);
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	snprintf(base, sizeof(base), "%s", repo_sh(r, "git rev-parse HEAD"));
	repo_must_open(r);
	repo_must_commit(r, "e1", "b.txt", "b\n", id);
	assert_int_equal(may_go_back(r, base, &err), MA_OK);
	assert_int_equal(ma_workspace_go_back(r->ws, base, &c, id, &err), MA_OK);
	assert_string_equal(repo_sh(r, "git rev-parse HEAD"), base);
	repo_sh(r, "git commit -q --allow-empty -m more");
	assert_refused(r, base, "git switch --detach");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, repo_set_up, repo_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_files_are_as_they_were_and_the_history_goes_on),
		CASE(back_to_nothing_leaves_the_state_hidden),
		CASE(going_back_twice_is_one_commit),
		CASE(work_of_somebody_stands_in_the_way),
		CASE(a_commit_of_another_run_stands_in_the_way),
		CASE(what_is_not_of_the_run_is_found_on_the_branch),
		CASE(what_is_committed_after_the_check_is_not_taken_back),
		CASE(what_a_person_changed_meanwhile_is_not_overwritten),
		CASE(somebodys_repository_has_to_be_where_the_run_began),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
