/*
 * One commit: tree in memory, objects into one pack, then the ref.
 *
 *   head ──► tree in memory, names checked ──► tree ──► may the work tree follow? ──► commit
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
#include "vcs/pack.h"
#include "vcs/state.h"
#include "vcs/tree.h"
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
	bool in_step; /* the work tree is at the head: what is changed here is what changes there */
	git_oid tree; /* of the commit */
	struct ma_pack pack;
	struct ma_sync sync;
};

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

/* The tree of a head that is not the last one seen. */
static ma_rc read_head(struct ma_workspace *ws, const git_oid *head, ma_err *err)
{
	git_tree *tree = NULL;
	ma_rc rc;

	if (!head)
		return ma_tree_read(ws, NULL, &ws->head.root, err);
	rc = ma_repo_tree(ws, head, &tree, err);
	if (rc)
		return rc;
	ws->head.tree = *ws->git.tree_id(tree);
	ws->git.tree_free(tree);
	rc = ma_tree_read(ws, &ws->head.tree, &ws->head.root, err);
	if (!rc)
		ws->head.commit = *head;
	return rc;
}

static void forget_head(struct ma_workspace *ws)
{
	ma_tree_free(ws->head.root);
	ws->head.root = NULL;
}

static ma_rc load_head(struct work *w, ma_err *err)
{
	struct ma_workspace *ws = w->ws;
	ma_rc rc = ma_repo_head(ws, &w->head, &w->has_head, err);

	if (rc)
		return rc;
	w->in_step = ws->has_placed ? w->has_head && ws->git.oid_cmp(&ws->placed, &w->head) == 0
				    : !w->has_head;
	if (!w->has_head || ws->git.oid_cmp(&ws->head.commit, &w->head) != 0)
		forget_head(ws);
	return ws->head.root ? MA_OK : read_head(ws, w->has_head ? &w->head : NULL, err);
}

/* Only a file is removed; one that is not there need not be. */
static ma_rc remove_file(struct work *w, struct ma_str path, ma_err *err)
{
	const struct ma_tree_entry *e = NULL;
	ma_rc rc = ma_tree_find(w->ws, w->ws->head.root, path, &e, err);

	if (rc || !e || e->mode == GIT_FILEMODE_TREE)
		return rc;
	rc = ma_sync_add(&w->sync, path, &(struct ma_sync_side){ e->id, e->mode }, NULL, err);
	return rc ? rc : ma_tree_remove(w->ws, w->ws->head.root, path, err);
}

static ma_rc remove_files(struct work *w, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < w->c->changes_n && !rc; i++)
		if (w->c->changes[i].remove)
			rc = remove_file(w, w->c->changes[i].path, err);
	return rc;
}

/* A script can be run; what could be run before still can. */
static uint32_t mode_of(const struct ma_tree_entry *was, struct ma_str content)
{
	if (ma_str_starts(content, "#!") || (was && was->mode == GIT_FILEMODE_BLOB_EXECUTABLE))
		return GIT_FILEMODE_BLOB_EXECUTABLE;
	return GIT_FILEMODE_BLOB;
}

static ma_rc put_file(struct work *w, struct ma_str path, struct ma_str content, ma_err *err)
{
	struct ma_sync_side from = { .mode = 0 }, to = { .mode = 0 };
	const struct ma_tree_entry *was = NULL;
	ma_rc rc = ma_tree_find(w->ws, w->ws->head.root, path, &was, err);

	if (!rc)
		rc = ma_pack_add(&w->pack, GIT_OBJECT_BLOB, content, &to.id, err);
	if (rc)
		return rc;
	to.mode = mode_of(was, content);
	if (was)
		from = (struct ma_sync_side){ was->id, was->mode };
	rc = ma_tree_put(w->ws, w->ws->head.root, path, to.mode, &to.id, err);
	return rc ? rc : ma_sync_add(&w->sync, path, was ? &from : NULL, &to, err);
}

/* A new output's .gitignore of our state is a part of it, or `git status` would show it. */
static ma_rc put_state(struct work *w, ma_err *err)
{
	const struct ma_tree_entry *e = NULL;
	struct ma_str path = MA_STR(MA_STATE_GITIGNORE);
	ma_rc rc = w->ws->follows ? ma_tree_find(w->ws, w->ws->head.root, path, &e, err) : MA_OK;

	if (rc || e || !w->ws->follows)
		return rc;
	return put_file(w, path, MA_STR(MA_STATE_GITIGNORE_TEXT), err);
}

static ma_rc put_files(struct work *w, ma_err *err)
{
	const struct ma_change *change;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < w->c->changes_n && !rc; i++) {
		change = &w->c->changes[i];
		if (!change->remove)
			rc = put_file(w, change->path, change->content, err);
	}
	return rc ? rc : put_state(w, err);
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

/* What git itself takes from both ends of a name. */
static bool is_crud(char c)
{
	return (unsigned char)c <= ' ' || strchr(".,:;\"\\'", c) != NULL;
}

static struct ma_str trim_crud(struct ma_str s)
{
	while (s.n > 0 && is_crud(s.p[0]))
		s = ma_str_from(s, 1);
	while (s.n > 0 && is_crud(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Without what may not stand in git's "name <email>" line; `otherwise` when nothing is left. */
static void add_ident(struct ma_buf *b, const char *text, const char *otherwise)
{
	struct ma_buf clean = MA_BUF_INIT(MA_KIB);
	struct ma_str rest = ma_str(text);
	uint32_t cp = 0;
	size_t n;

	for (; rest.n > 0; rest = ma_str_from(rest, n)) {
		n = ma_str_utf8_next(rest, &cp);
		if (n > 0 && cp >= 0x20 && cp != 0x7f && cp != '<' && cp != '>')
			ma_buf_add(&clean, rest.p, n);
		n = n ? n : 1;
	}
	rest = trim_crud(ma_buf_str(&clean));
	ma_buf_addv(b, rest.n > 0 ? rest : ma_str(otherwise));
	if (clean.rc)
		b->rc = clean.rc;
	ma_buf_done(&clean);
}

static void add_person(
	struct ma_buf *b, const char *role, const char *name, const char *email, int64_t when_ms)
{
	ma_buf_addf(b, "%s ", role);
	add_ident(b, name, COMMITTER);
	ma_buf_adds(b, " <");
	add_ident(b, email, EMAIL);
	ma_buf_addf(b, "> %lld +0000\n", (long long)(when_ms / 1000));
}

/* The object as git defines it. */
static void build_commit(struct ma_buf *b, const struct work *w)
{
	const struct ma_commit *c = w->c;
	char id[MA_COMMIT_ID_SIZE];

	ma_buf_addf(b, "tree %s\n", w->ws->git.oid_tostr(id, sizeof(id), &w->tree));
	if (w->has_head)
		ma_buf_addf(b, "parent %s\n", w->ws->git.oid_tostr(id, sizeof(id), &w->head));
	add_person(b, "author", c->author_name, c->author_email, c->when_ms);
	add_person(b, "committer", COMMITTER, EMAIL, c->when_ms);
	ma_buf_addc(b, '\n');
	build_message(b, c);
}

static ma_rc make_commit(struct work *w, git_oid *id, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MESSAGE_MAX);
	ma_rc rc;

	build_commit(&text, w);
	rc = ma_buf_check(&text, err);
	if (!rc)
		rc = ma_pack_add(&w->pack, GIT_OBJECT_COMMIT, ma_buf_str(&text), id, err);
	ma_buf_done(&text);
	return rc;
}

static ma_rc build(struct work *w, ma_err *err)
{
	ma_rc rc = ma_sync_init(&w->sync, w->c->changes_n + 1, err);

	ma_pack_init(&w->pack, w->ws);
	if (!rc)
		rc = load_head(w, err);
	if (!rc)
		rc = remove_files(w, err);
	if (!rc)
		rc = put_files(w, err);
	if (!rc)
		rc = ma_tree_write(w->ws->head.root, &w->pack, &w->tree, err);
	return rc;
}

static bool changes_nothing(const struct work *w)
{
	return w->has_head && w->ws->git.oid_cmp(&w->tree, &w->ws->head.tree) == 0;
}

/* Before anything is made: may the work tree follow? */
static ma_rc look_at_disk(struct work *w, ma_err *err)
{
	if (!w->ws->follows)
		return MA_OK;
	if (w->in_step)
		return ma_sync_check(w->ws, &w->sync, err);
	ma_sync_done(&w->sync);
	return ma_sync_plan(w->ws, &w->tree, &w->sync, err);
}

static ma_rc publish(struct work *w, git_oid *id, ma_err *err)
{
	struct ma_workspace *ws = w->ws;
	ma_rc rc = look_at_disk(w, err);

	if (!rc)
		rc = ma_sync_prepare(ws, &w->sync, err);
	if (!rc)
		rc = make_commit(w, id, err);
	if (!rc)
		rc = ma_pack_write(&w->pack, err);
	if (!rc)
		rc = ma_ref_move(
			ws, w->has_head ? &w->head : NULL, id, err); /* here the commit happens */
	if (rc)
		return rc;
	ws->head.commit = *id;
	ws->head.tree = w->tree;
	rc = ma_repo_note_effect(ws, w->c->effect, &w->head, id, err);
	if (!rc && ws->follows)
		rc = ma_sync_apply(ws, &w->sync, id, err);
	return rc;
}

static void work_done(struct work *w)
{
	ma_sync_done(&w->sync);
	ma_pack_done(&w->pack);
}

ma_rc ma_workspace_commit(struct ma_workspace *ws, const struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct work w = { .ws = ws, .c = c };
	ma_err ignored = { .code = MA_OK };
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
	else
		forget_head(ws); /* the tree in memory may have changed */
	work_done(&w);
	if (!rc)
		(void)ma_packs_join(ws, &ignored); /* otherwise they stay as they are */
	return rc;
}
