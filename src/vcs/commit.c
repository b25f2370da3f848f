/*
 * One commit: tree in memory, objects into one pack, then the ref.
 *
 *   head ──► names and index in memory ──► tree ──► may the work tree follow? ──► commit
 *     └───────────── ref: head ──► commit, if it still is head ◄── pack, synced ◄──┘
 *                     └──► work tree, index
 *
 * Until the ref moves nothing can be seen; objects that nothing refers to are what
 * `git gc` is for. One pack of n objects costs two syncs, n loose objects n of them
 * (docs/decisions/002-one-pack-per-commit.md). The id depends on the changes, the
 * parent and what the caller gives, so a commit made again is the same commit.
 */
#include <string.h>

#include "base/path.h"
#include "vcs/gitlock.h"
#include "vcs/names.h"
#include "vcs/pack.h"
#include "vcs/state.h"
#include "vcs/worktree.h"

#define COMMITTER "meta-agent"
#define EMAIL "meta-agent@localhost"
#define MESSAGE_MAX (64 * MA_KIB)

/* What a commit is made of while it is made. */
struct work {
	struct ma_workspace *ws;
	const struct ma_commit *c;
	git_oid head; /* if has_head */
	bool has_head;
	git_commit *parent;
	git_tree *parent_tree, *tree;
	git_index *index; /* in memory */
	struct ma_pack pack;
	struct ma_sync sync;
};

static ma_rc fail(struct work *w, int code, ma_err *err)
{
	return ma_git_fail(&w->ws->git, code, err, "%s", w->ws->dir);
}

static ma_rc check_changes(const struct ma_commit *c, ma_err *err)
{
	struct ma_map seen = MA_MAP_INIT;
	const struct ma_change *change;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < c->changes_n && !rc; i++) {
		change = &c->changes[i];
		rc = ma_path_check(change->path, err);
		if (!rc && change->content.n > MA_LIMIT_FILE)
			rc = ma_fail(err, MA_ELIMIT, MA_STR_FMT ": %zu bytes, more than %zu",
				MA_STR_ARG(change->path), change->content.n, MA_LIMIT_FILE);
		else if (!rc && ma_map_has(&seen, change->path))
			rc = ma_fail(err, MA_EREFUSED, MA_STR_FMT ": named twice in one set",
				MA_STR_ARG(change->path));
		else if (!rc && !ma_map_put(&seen, change->path, NULL))
			rc = ma_fail_nomem(err);
	}
	ma_map_done(&seen);
	return rc;
}

static ma_rc load_head(struct work *w, ma_err *err)
{
	struct ma_git *git = &w->ws->git;
	ma_rc rc = ma_repo_head(w->ws, &w->head, &w->has_head, err);
	int code;

	if (rc)
		return rc;
	code = git->index_new(&w->index);
	if (code >= 0 && w->has_head)
		code = git->commit_lookup(&w->parent, w->ws->repo, &w->head);
	if (code >= 0 && w->has_head)
		code = git->commit_tree(&w->parent_tree, w->parent);
	if (code >= 0 && w->has_head)
		code = git->index_read_tree(w->index, w->parent_tree);
	return code < 0 ? fail(w, code, err) : MA_OK;
}

/* NUL-terminated: ma_path_check() bounds it. */
static const char *path_text(struct ma_str path, char out[MA_LIMIT_PATH + 1])
{
	memcpy(out, path.p, path.n);
	out[path.n] = '\0';
	return out;
}

static ma_rc remove_entries(struct work *w, ma_err *err)
{
	char path[MA_LIMIT_PATH + 1];
	size_t i;
	int code = 0;

	for (i = 0; i < w->c->changes_n; i++) {
		if (w->c->changes[i].remove)
			code = w->ws->git.index_remove(
				w->index, path_text(w->c->changes[i].path, path), 0);
		if (code < 0 && code != GIT_ENOTFOUND)
			return fail(w, code, err);
	}
	return MA_OK;
}

static ma_rc check_names(struct work *w, ma_err *err)
{
	const struct ma_commit *c = w->c;
	size_t n = w->ws->git.index_entrycount(w->index), i;
	struct ma_names names;
	ma_rc rc = MA_OK;

	ma_names_init(&names);
	for (i = 0; i < n && !rc; i++)
		if (!ma_names_add(&names, ma_str(w->ws->git.index_get_byindex(w->index, i)->path)))
			rc = ma_fail_nomem(err);
	for (i = 0; i < c->changes_n && !rc; i++)
		if (!c->changes[i].remove)
			rc = ma_names_add_new(&names, c->changes[i].path, err);
	ma_names_done(&names);
	return rc;
}

/* A script can be run; what could be run before still can. */
static uint32_t mode_of(struct work *w, const char *path, struct ma_str content)
{
	const git_index_entry *was = w->ws->git.index_get_bypath(w->index, path, 0);

	if (ma_str_starts(content, "#!") || (was && was->mode == GIT_FILEMODE_BLOB_EXECUTABLE))
		return GIT_FILEMODE_BLOB_EXECUTABLE;
	return GIT_FILEMODE_BLOB;
}

static ma_rc put_file(struct work *w, const char *path, struct ma_str content, ma_err *err)
{
	git_index_entry e = { .path = path, .mode = mode_of(w, path, content) };
	int code;

	code = w->ws->git.blob_create_from_buffer(
		&e.id, w->ws->repo, content.n ? content.p : "", content.n);
	if (code >= 0)
		code = w->ws->git.index_add(w->index, &e);
	if (code < 0)
		return ma_git_fail(&w->ws->git, code, err, "%s", path);
	return ma_pack_add(&w->pack, &e.id, path, err);
}

/* A new output's .gitignore of our state is a part of it, or `git status` would show it. */
static ma_rc put_state(struct work *w, ma_err *err)
{
	if (!w->ws->follows || w->ws->git.index_get_bypath(w->index, MA_STATE_GITIGNORE, 0))
		return MA_OK;
	return put_file(w, MA_STATE_GITIGNORE, MA_STR(MA_STATE_GITIGNORE_TEXT), err);
}

static ma_rc put_files(struct work *w, ma_err *err)
{
	char path[MA_LIMIT_PATH + 1];
	const struct ma_change *change;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < w->c->changes_n && !rc; i++) {
		change = &w->c->changes[i];
		if (!change->remove)
			rc = put_file(w, path_text(change->path, path), change->content, err);
	}
	return rc ? rc : put_state(w, err);
}

static ma_rc make_tree(struct work *w, ma_err *err)
{
	git_oid id;
	int code;

	code = w->ws->git.index_write_tree_to(&id, w->index, w->ws->repo);
	if (code >= 0)
		code = w->ws->git.tree_lookup(&w->tree, w->ws->repo, &id);
	if (code < 0)
		return fail(w, code, err);
	return ma_pack_add_trees(&w->pack, w->tree, w->parent_tree, err);
}

static void add_trailer(struct ma_buf *b, const char *key, const char *value)
{
	struct ma_str rest = ma_str(value), line;

	ma_buf_addf(b, "%s:", key);
	while (ma_str_line(&rest, &line)) {
		ma_buf_addc(b, ' '); /* a value on several lines could pass for more trailers */
		ma_buf_add_visible(b, line);
	}
	ma_buf_addc(b, '\n');
}

static void build_message(struct ma_buf *b, const struct ma_commit *c)
{
	ma_buf_add_visible(b, ma_str_trim(ma_str(c->message)));
	ma_buf_adds(b, "\n\n");
	add_trailer(b, "Meta-Agent-Run", c->run);
	add_trailer(b, "Meta-Agent-Task", c->task);
	add_trailer(b, "Meta-Agent-Model", c->model);
	add_trailer(b, "Meta-Agent-Effect", c->effect);
}

/* Without what may not stand in git's "name <email>" line; `otherwise` when nothing is left. Gives, in b. */
static const char *ident(struct ma_buf *b, const char *text, const char *otherwise)
{
	struct ma_str rest = ma_str(text);
	uint32_t cp = 0;
	size_t n;

	for (; rest.n > 0; rest = ma_str_from(rest, n)) {
		n = ma_str_utf8_next(rest, &cp);
		if (n > 0 && cp >= 0x20 && cp != 0x7f && cp != '<' && cp != '>')
			ma_buf_add(b, rest.p, n);
		n = n ? n : 1;
	}
	return ma_str_trim(ma_buf_str(b)).n > 0 ? b->p : otherwise;
}

static ma_rc make_signatures(
	struct work *w, git_signature **author, git_signature **committer, ma_err *err)
{
	struct ma_buf name = MA_BUF_INIT(MA_KIB), email = MA_BUF_INIT(MA_KIB);
	struct ma_git *git = &w->ws->git;
	int64_t when = w->c->when_ms / 1000;
	int code;

	code = git->signature_new(author, ident(&name, w->c->author_name, COMMITTER),
		ident(&email, w->c->author_email, EMAIL), when, 0);
	if (code >= 0)
		code = git->signature_new(committer, COMMITTER, EMAIL, when, 0);
	ma_buf_done(&name);
	ma_buf_done(&email);
	return code < 0 ? ma_git_fail(git, code, err, "author") : MA_OK;
}

static ma_rc make_commit(struct work *w, git_oid *id, ma_err *err)
{
	struct ma_buf message = MA_BUF_INIT(MESSAGE_MAX);
	git_signature *author = NULL, *committer = NULL;
	const git_commit *parents[1] = { w->parent };
	struct ma_git *git = &w->ws->git;
	git_buf text = GIT_BUF_INIT;
	ma_rc rc;
	int code;

	build_message(&message, w->c);
	rc = ma_buf_check(&message, err);
	if (!rc)
		rc = make_signatures(w, &author, &committer, err);
	if (rc)
		goto out;
	code = git->commit_create_buffer(&text, w->ws->repo, author, committer, NULL, message.p,
		w->tree, w->has_head, parents);
	if (code >= 0)
		code = git->odb_write(id, w->ws->odb, text.ptr, text.size, GIT_OBJECT_COMMIT);
	rc = code < 0 ? fail(w, code, err) : ma_pack_add(&w->pack, id, NULL, err);
out:
	git->buf_dispose(&text);
	git->signature_free(author);
	git->signature_free(committer);
	ma_buf_done(&message);
	return rc;
}

static ma_rc build(struct work *w, ma_err *err)
{
	ma_rc rc = load_head(w, err);

	if (!rc)
		rc = ma_pack_init(&w->pack, w->ws, err);
	if (!rc)
		rc = remove_entries(w, err);
	if (!rc)
		rc = check_names(w, err);
	if (!rc)
		rc = put_files(w, err);
	if (!rc)
		rc = make_tree(w, err);
	return rc;
}

static bool changes_nothing(const struct work *w)
{
	return w->parent_tree &&
		w->ws->git.oid_cmp(
			w->ws->git.tree_id(w->tree), w->ws->git.tree_id(w->parent_tree)) == 0;
}

static ma_rc publish(struct work *w, git_oid *id, ma_err *err)
{
	ma_rc rc = w->ws->follows ? ma_sync_plan(w->ws, w->tree, &w->sync, err) : MA_OK;

	if (!rc)
		rc = make_commit(w, id, err);
	if (!rc)
		rc = ma_pack_write(&w->pack, err);
	if (!rc)
		rc = ma_ref_move(w->ws, w->has_head ? &w->head : NULL, id,
			err); /* here the commit happens */
	if (!rc && w->ws->follows)
		rc = ma_sync_apply(w->ws, &w->sync, id, err);
	return rc;
}

static void work_done(struct work *w)
{
	struct ma_git *git = &w->ws->git;

	ma_sync_done(&w->sync);
	ma_pack_done(&w->pack);
	git->index_free(w->index);
	git->tree_free(w->tree);
	git->tree_free(w->parent_tree);
	git->commit_free(w->parent);
}

ma_rc ma_workspace_commit(struct ma_workspace *ws, const struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct work w = { .ws = ws, .c = c };
	git_oid id;
	ma_rc rc;

	rc = check_changes(c, err);
	if (!rc)
		rc = build(&w, err);
	if (!rc && changes_nothing(&w))
		id = w.head;
	else if (!rc)
		rc = publish(&w, &id, err);
	if (!rc)
		(void)ws->git.oid_tostr(id_out, MA_COMMIT_ID_SIZE, &id); /* gives id_out */
	work_done(&w);
	return rc;
}
