/* Reading commits back: find, read, diff, export. */
#include <unistd.h>

#include "support/repo.h"
#include "vcs/repo.h"

static void a_commit_is_found_by_its_effect(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], second[MA_COMMIT_ID_SIZE],
		id[MA_COMMIT_ID_SIZE] = "untouched";
	ma_err err = { .code = MA_OK };
	bool found = true;

	repo_must_open(r);
	assert_int_equal(ma_workspace_find(r->ws, "e1", id, &found, &err), MA_OK);
	assert_false(found);
	repo_must_commit(r, "e1", "a.txt", "1\n", first);
	repo_must_commit(r, "e12", "a.txt", "2\n", second);
	assert_int_equal(ma_workspace_find(r->ws, "e1", id, &found, &err), MA_OK);
	assert_true(found);
	assert_string_equal(id, first);
	assert_int_equal(ma_workspace_find(r->ws, "e", id, &found, &err), MA_OK);
	assert_false(found);
}

static int (*real_lookup)(git_commit **out, git_repository *repo, const git_oid *id);
static int lookups;

static int count_lookup(git_commit **out, git_repository *repo, const git_oid *id)
{
	lookups++;
	return real_lookup(out, repo, id);
}

static void a_long_history_is_read_once(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], effect[8], text[8];
	ma_err err = { .code = MA_OK };
	bool found = true;
	int i;

	repo_must_open(r);
	for (i = 0; i < 20; i++) {
		snprintf(effect, sizeof(effect), "e%d", i);
		snprintf(text, sizeof(text), "%d\n", i);
		repo_must_commit(r, effect, "a.txt", text, id);
	}
	repo_must_open(r);
	real_lookup = r->ws->git.commit_lookup;
	r->ws->git.commit_lookup = count_lookup;
	assert_int_equal(ma_workspace_find(r->ws, "none", id, &found, &err), MA_OK);
	assert_false(found);
	assert_int_equal(lookups, 20);
	assert_int_equal(ma_workspace_find(r->ws, "e3", id, &found, &err), MA_OK);
	assert_true(found);
	assert_int_equal(lookups, 20);
	repo_must_commit(r, "e20", "a.txt", "20\n", id);
	lookups = 0;
	assert_int_equal(ma_workspace_find(r->ws, "e20", id, &found, &err), MA_OK);
	assert_true(found);
	assert_int_equal(lookups, 0); /* what was made here is known */
}

static ma_rc add_path(void *data, struct ma_str path, ma_err *err)
{
	(void)err;
	ma_buf_addv(data, path);
	ma_buf_addc(data, ' ');
	return MA_OK;
}

static ma_rc refuse_path(void *data, struct ma_str path, ma_err *err)
{
	(void)data;
	return ma_fail(err, MA_EREFUSED, MA_STR_FMT, MA_STR_ARG(path));
}

static void the_files_of_a_directory_are_listed(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], second[MA_COMMIT_ID_SIZE];
	struct ma_buf told = MA_BUF_INIT(4096);
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "d/e/a.txt", "1\n", first);
	repo_must_commit(r, "e2", "d/b.txt", "1\n", first);
	repo_must_commit(r, "e3", "d/a.txt", "1\n", first);
	repo_must_commit(r, "e4", "c.txt", "1\n", second);
#define LIST(id, dir) ma_workspace_list(r->ws, id, MA_STR(dir), add_path, &told, &err)
	assert_int_equal(LIST(second, ""), MA_OK);
	assert_int_equal(LIST(second, "d"), MA_OK);
	assert_int_equal(LIST(second, "d/e"), MA_OK);
	assert_int_equal(LIST(first, ""), MA_OK); /* it has directories alone */
	assert_int_equal(LIST(second, "none"), MA_OK);
	assert_int_equal(LIST(second, "c.txt"), MA_OK);
	assert_string_equal(told.p, "c.txt d/a.txt d/b.txt d/e/a.txt ");
	assert_int_equal(LIST("no id", ""), MA_EINVALID);
#undef LIST
	assert_int_equal(ma_workspace_list(r->ws, second, MA_STR("d"), refuse_path, NULL, &err),
		MA_EREFUSED);
	assert_string_equal(err.msg, "d/a.txt");
	ma_buf_done(&told);
}

static void a_commit_on_somebodys_repository_is_found(void **state)
{
	struct repo *r = *state;
	char made[MA_COMMIT_ID_SIZE], id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };
	bool found = false;

	repo_make_foreign(r);
	repo_must_open(r);
	repo_must_commit(r, "e1", "b.txt", "1\n", made);
	assert_int_equal(ma_workspace_find(r->ws, "e1", id, &found, &err), MA_OK);
	assert_true(found);
	assert_string_equal(id, made);
}

static void a_reader_disturbs_nobody_and_nobody_disturbs_it(void **state)
{
	struct repo *r = *state;
	struct ma_workspace *reader = NULL;
	char made[MA_COMMIT_ID_SIZE], *diff = NULL;
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "1\n", made);
	repo_sh(r, "echo mine >a.txt");
	assert_int_equal(
		ma_workspace_open_reading(r->dir, &reader, &err), MA_OK); /* r->ws is open */
	assert_int_equal(ma_workspace_diff(reader, made, &diff, &err), MA_OK);
	assert_non_null(strstr(diff, "+1\n"));
	assert_string_equal(repo_sh(r, "git status --porcelain"), " M a.txt");
	ma_free(diff);
	ma_workspace_free(reader);
	assert_int_equal(ma_workspace_open_reading(r->root, &reader, &err), MA_EREFUSED);
}

static void a_file_of_any_commit_can_be_read(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], second[MA_COMMIT_ID_SIZE], *out = NULL;
	ma_err err = { .code = MA_OK };
	size_t size = 0;

	repo_must_open(r);
	repo_must_commit(r, "e1", "d/a.txt", "1\n", first);
	repo_must_commit(r, "e2", "d/a.txt", "22\n", second);
	assert_int_equal(
		ma_workspace_read(r->ws, first, MA_STR("d/a.txt"), &out, &size, &err), MA_OK);
	assert_string_equal(out, "1\n");
	assert_int_equal(size, 2);
	ma_free(out);
	out = NULL;
	assert_int_equal(ma_workspace_read(r->ws, second, MA_STR("d/b.txt"), &out, &size, &err),
		MA_ENOTFOUND);
	assert_int_equal(
		ma_workspace_read(r->ws, second, MA_STR("d"), &out, &size, &err), MA_ENOTFOUND);
	assert_int_equal(
		ma_workspace_read(r->ws, "1234", MA_STR("d"), &out, &size, &err), MA_EINVALID);
	first[0] = first[0] == '0' ? '1' : '0';
	assert_int_equal(ma_workspace_read(r->ws, first, MA_STR("d/a.txt"), &out, &size, &err),
		MA_ENOTFOUND);
	assert_null(out);
}

static void a_diff_is_what_git_shows(void **state)
{
	struct repo *r = *state;
	char first[MA_COMMIT_ID_SIZE], second[MA_COMMIT_ID_SIZE], *out = NULL;
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "1\n2\n3\n", first);
	repo_must_commit(r, "e2", "a.txt", "1\ntwo\n3\n", second);
	assert_int_equal(ma_workspace_diff(r->ws, second, &out, &err), MA_OK);
	assert_non_null(
		strstr(out, "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n"));
	ma_free(out);
	assert_int_equal(ma_workspace_compare(r->ws, first, first, &out, &err), MA_OK);
	assert_string_equal(out, "");
	ma_free(out);
	assert_int_equal(ma_workspace_diff(r->ws, first, &out, &err), MA_OK);
	assert_non_null(strstr(out, "+++ b/a.txt\n@@ -0,0 +1,3 @@\n+1\n+2\n+3\n"));
	ma_free(out);
}

static ma_rc export(struct repo *r, const char *id, int64_t owner, ma_err *err)
{
	char dir[TMPDIR_SIZE + 16];

	snprintf(dir, sizeof(dir), "%s/export", r->root);
	assert_int_equal(mkdir(dir, 0755), 0);
	return ma_workspace_export(r->ws, id, dir, owner, owner, err);
}

static void an_export_is_the_tree_without_git(void **state)
{
	struct ma_change set[] = { repo_change("a.txt", "1\n"),
		repo_change("b/c/d.sh", "#!/bin/sh\necho ran\n"), repo_change("empty", "") };
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	assert_int_equal(repo_commit_set(r, "e1", set, 3, id, &err), MA_OK);
	assert_int_equal(export(r, id, -1, &err), MA_OK);
	assert_string_equal(repo_sh(r, "cd ../export && find . -type f | LC_ALL=C sort"),
		"./.meta-agent/.gitignore\n./a.txt\n./b/c/d.sh\n./empty");
	assert_string_equal(
		repo_sh(r,
			"../export/b/c/d.sh && diff -r ../export . --exclude .git --exclude worktree "
			"--exclude '*lock' --exclude tmp"),
		"ran");
}

static void an_export_belongs_to_whom_it_is_for(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };
	const int64_t owner = geteuid() == 0 ? 12345 : (int64_t)geteuid();

	repo_must_open(r);
	repo_must_commit(r, "e1", "b/c.txt", "1\n", id);
	assert_int_equal(export(r, id, owner, &err), MA_OK);
	assert_string_equal(repo_sh(r, "find ../export ! -uid $(stat -c %u ../export)"), "");
	assert_int_equal(strtoll(repo_sh(r, "stat -c %u ../export/b/c.txt"), NULL, 10), owner);
}

static void an_export_lets_no_link_lead_out(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_sh(r,
		"ln -s /etc/passwd out && ln -s ../.. up && ln -s a.txt in && git add . && git commit -q -m Links");
	repo_must_open(r);
	assert_int_equal(ma_workspace_head(r->ws, id, &err), MA_OK);
	assert_int_equal(export(r, id, -1, &err), MA_OK);
	assert_string_equal(repo_sh(r, "cd ../export && ls && readlink in"), "a.txt\nin\na.txt");
}

static void an_export_refuses_names_that_lead_out(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], *tree;
	ma_err err = { .code = MA_OK };

	repo_make_foreign(r);
	repo_must_open(r);
	tree = ma_strdup(repo_sh(r,
		"t=$(printf '100644 blob %s\\tx' $(git hash-object -w a.txt) | git mktree); "
		"t=$(printf '040000 tree %s\\t..' $t | git mktree); git commit-tree -m Trap $t"));
	snprintf(id, sizeof(id), "%.40s", tree);
	assert_int_not_equal(
		export(r, id, -1, &err), MA_OK); /* libgit2 refuses it already, or we do */
	assert_string_equal(repo_sh(r, "ls .."), "export\nout");
	ma_free(tree);
}

static void an_export_into_a_full_place_tells(void **state)
{
	struct repo *r = *state;
	char id[MA_COMMIT_ID_SIZE], dir[TMPDIR_SIZE + 16];
	ma_err err = { .code = MA_OK };

	repo_must_open(r);
	repo_must_commit(r, "e1", "a.txt", "1\n", id);
	assert_int_equal(ma_workspace_export(r->ws, id, r->dir, -1, -1, &err), MA_EIO);
	assert_non_null(strstr(err.msg, "File exists"));
	snprintf(dir, sizeof(dir), "%s/nowhere", r->root);
	assert_int_equal(ma_workspace_export(r->ws, id, dir, -1, -1, &err), MA_EIO);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, repo_set_up, repo_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_commit_is_found_by_its_effect),
		CASE(the_files_of_a_directory_are_listed),
		CASE(a_long_history_is_read_once),
		CASE(a_commit_on_somebodys_repository_is_found),
		CASE(a_reader_disturbs_nobody_and_nobody_disturbs_it),
		CASE(a_file_of_any_commit_can_be_read),
		CASE(a_diff_is_what_git_shows),
		CASE(an_export_is_the_tree_without_git),
		CASE(an_export_belongs_to_whom_it_is_for),
		CASE(an_export_lets_no_link_lead_out),
		CASE(an_export_refuses_names_that_lead_out),
		CASE(an_export_into_a_full_place_tells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
