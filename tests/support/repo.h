/* A workspace in a temporary directory, with the git program as the judge. */
#ifndef MA_TESTS_REPO_H
#define MA_TESTS_REPO_H

#include <fcntl.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/limits.h"
#include "support/tmpdir.h"
#include "support/torture.h"
#include "vcs/workspace.h"

struct repo {
	char root[TMPDIR_SIZE], dir[TMPDIR_SIZE + 8]; /* dir: root/out */
	struct ma_workspace *ws;
};

static inline int repo_set_up(void **state)
{
	struct repo *r = test_calloc(1, sizeof(*r));

	if (!r)
		abort(); /* so that the compiler knows, too */
	tmpdir_make(r->root);
	snprintf(r->dir, sizeof(r->dir), "%s/out", r->root);
	setenv("HOME", r->root, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "Somebody", 1);
	setenv("GIT_AUTHOR_EMAIL", "somebody@example.org", 1);
	setenv("GIT_COMMITTER_NAME", "Somebody", 1);
	setenv("GIT_COMMITTER_EMAIL", "somebody@example.org", 1);
	*state = r;
	return 0;
}

static inline int repo_tear_down(void **state)
{
	struct repo *r = *state;

	ma_workspace_free(r->ws);
	tmpdir_remove(r->root);
	test_free(r);
	return 0;
}

static inline void repo_path(const struct repo *r, const char *name, char out[TMPDIR_SIZE * 2])
{
	snprintf(out, TMPDIR_SIZE * 2, "%s/%s", r->dir, name);
}

/* Run a shell command in the output's directory; its output, both streams, without the last newline. Fails the test unless it exits 0. */
static inline const char *repo_sh(const struct repo *r, const char *command)
{
	static char out[64 * 1024];
	char line[4096];
	size_t n;
	FILE *f;

	snprintf(line, sizeof(line), "cd '%s' && { %s ; } 2>&1", r->dir, command);
	f = popen(line, "r");
	assert_non_null(f);
	n = fread(out, 1, sizeof(out) - 1, f);
	out[n] = '\0';
	if (pclose(f) != 0)
		fail_msg("%s: %s", command, out);
	while (n > 0 && out[n - 1] == '\n')
		out[--n] = '\0';
	return out;
}

static inline void repo_write(const struct repo *r, const char *name, const char *content)
{
	char path[TMPDIR_SIZE * 2];
	FILE *f;

	repo_path(r, name, path);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	assert_int_equal(fclose(f), 0);
}

/* The content of a file, or "(missing)". */
static inline const char *repo_read(const struct repo *r, const char *name)
{
	static char out[64 * 1024];
	char path[TMPDIR_SIZE * 2];
	FILE *f;

	repo_path(r, name, path);
	f = fopen(path, "r");
	if (!f)
		return "(missing)";
	out[fread(out, 1, sizeof(out) - 1, f)] = '\0';
	fclose(f);
	return out;
}

static inline bool repo_has(const struct repo *r, const char *name)
{
	char path[TMPDIR_SIZE * 2];

	repo_path(r, name, path);
	return access(path, F_OK) == 0;
}

static inline ma_rc repo_open(struct repo *r, ma_err *err)
{
	ma_workspace_free(r->ws);
	r->ws = NULL;
	return ma_workspace_open(r->dir, "0190-abc", &r->ws, err);
}

static inline void repo_must_open(struct repo *r)
{
	ma_err err = { .code = MA_OK };

	if (repo_open(r, &err))
		fail_msg("%s", err.msg);
}

static inline void repo_must_refuse(struct repo *r, const char *words)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(repo_open(r, &err), MA_EREFUSED);
	assert_null(r->ws);
	if (!strstr(err.msg, words))
		fail_msg("\"%s\" does not say \"%s\"", err.msg, words);
}

/* Somebody's repository with one commit of a.txt. */
static inline void repo_make_foreign(struct repo *r)
{
	assert_int_equal(mkdir(r->dir, 0755), 0);
	repo_write(r, "a.txt", "theirs\n");
	repo_sh(r, "git init -q -b trunk && git add a.txt && git commit -q -m 'Their work'");
}

static inline struct ma_change repo_change(const char *path, const char *content)
{
	return (struct ma_change){ .path = ma_str(path), .content = ma_str(content) };
}

static inline struct ma_change repo_removal(const char *path)
{
	return (struct ma_change){ .path = ma_str(path), .remove = true };
}

static inline struct ma_commit repo_commit(
	const char *effect, const struct ma_change *changes, size_t n)
{
	return (struct ma_commit){
		.changes = changes,
		.changes_n = n,
		.message = "backend: the API\n",
		.author_name = "backend (some-model)",
		.author_email = "backend@localhost",
		.when_ms = 1763800000123,
		.run = "0190-abc",
		.task = "backend",
		.model = "some-model",
		.effect = effect,
	};
}

static inline ma_rc repo_commit_set(struct repo *r, const char *effect,
	const struct ma_change *changes, size_t n, char id[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct ma_commit c = repo_commit(effect, changes, n);

	return ma_workspace_commit(r->ws, &c, id, err);
}

static inline void repo_must_commit(struct repo *r, const char *effect, const char *path,
	const char *content, char id[MA_COMMIT_ID_SIZE])
{
	struct ma_change change = repo_change(path, content);
	ma_err err = { .code = MA_OK };

	if (repo_commit_set(r, effect, &change, 1, id, &err))
		fail_msg("%s", err.msg);
}

/* Nothing is damaged, and `git status` has nothing to say. */
static inline void repo_assert_sound(const struct repo *r)
{
	assert_string_equal(repo_sh(r, "git fsck --strict --no-dangling"), "");
	assert_string_equal(repo_sh(r, "git status --porcelain"), "");
}

#endif
