/* The new objects of one commit, written as one pack. */
#include "vcs/pack.h"

#include <errno.h>
#include <stdio.h>

#include "base/alloc.h"
#include "vcs/gitlock.h"

static ma_rc fail(struct ma_pack *pack, int code, ma_err *err)
{
	return ma_git_fail(&pack->ws->git, code, err, "%s", pack->ws->dir);
}

ma_rc ma_pack_init(struct ma_pack *pack, struct ma_workspace *ws, ma_err *err)
{
	int code;

	pack->ws = ws;
	code = ws->git.packbuilder_new(&pack->builder, ws->repo);
	if (code < 0)
		return fail(pack, code, err);
	(void)ws->git.packbuilder_set_threads(
		pack->builder, 1); /* gives the number; a few small files need no more */
	return MA_OK;
}

ma_rc ma_pack_add(struct ma_pack *pack, const git_oid *id, const char *name, ma_err *err)
{
	int code = pack->ws->git.packbuilder_insert(pack->builder, id, name);

	return code < 0 ? fail(pack, code, err) : MA_OK;
}

static const git_oid *subtree_id(struct ma_git *git, const git_tree *tree, const char *name)
{
	const git_tree_entry *e = tree ? git->tree_entry_byname(tree, name) : NULL;

	return e && git->tree_entry_type(e) == GIT_OBJECT_TREE ? git->tree_entry_id(e) : NULL;
}

static int lookup(struct ma_pack *pack, git_tree **out, const git_oid *id)
{
	return id ? pack->ws->git.tree_lookup(out, pack->ws->repo, id) : 0;
}

/* Recursion is as deep as a path may be. */
static ma_rc add_subtree(struct ma_pack *pack, const git_oid *id, const git_oid *old_id, ma_err *err)
{
	git_tree *tree = NULL, *old = NULL;
	ma_rc rc;
	int code;

	if (old_id && pack->ws->git.oid_cmp(id, old_id) == 0)
		return MA_OK;
	code = lookup(pack, &tree, id);
	if (code >= 0)
		code = lookup(pack, &old, old_id);
	rc = code < 0 ? fail(pack, code, err) : ma_pack_add_trees(pack, tree, old, err);
	pack->ws->git.tree_free(tree);
	pack->ws->git.tree_free(old);
	return rc;
}

ma_rc ma_pack_add_trees(struct ma_pack *pack, const git_tree *tree, const git_tree *old, ma_err *err)
{
	struct ma_git *git = &pack->ws->git;
	size_t n = git->tree_entrycount(tree), i;
	const git_tree_entry *e;
	ma_rc rc;

	rc = ma_pack_add(pack, git->tree_id(tree), "", err);
	for (i = 0; i < n && !rc; i++) {
		e = git->tree_entry_byindex(tree, i);
		if (git->tree_entry_type(e) == GIT_OBJECT_TREE)
			rc = add_subtree(pack, git->tree_entry_id(e),
				subtree_id(git, old, git->tree_entry_name(e)), err);
	}
	return rc;
}

/* "pack-<name>.<ext>" from our directory to git's. */
static ma_rc move(struct ma_pack *pack, const char *dir, const char *ext, bool last, ma_err *err)
{
	const char *name = pack->ws->git.packbuilder_name(pack->builder);
	struct ma_buf from = MA_BUF_INIT(MA_MIB), to = MA_BUF_INIT(MA_MIB);
	ma_rc rc = MA_OK;

	ma_buf_addf(&from, "%s/pack-%s.%s", dir, name, ext);
	ma_buf_addf(&to, "%sobjects/pack/pack-%s.%s",
		pack->ws->git.repository_commondir(pack->ws->repo), name, ext);
	if (from.rc || to.rc)
		rc = ma_fail_nomem(err);
	else if (rename(from.p, to.p))
		rc = ma_fail_sys(err, MA_EIO, errno, "writing %s", to.p);
	else if (last)
		rc = ma_gitlock_sync_dir_of(to.p, err);
	ma_buf_done(&from);
	ma_buf_done(&to);
	return rc;
}

/* The index last: without it git does not look at a pack. */
static ma_rc write_and_publish(struct ma_pack *pack, const char *dir, ma_err *err)
{
	int code = pack->ws->git.packbuilder_write(pack->builder, dir, 0, NULL, NULL);
	ma_rc rc;

	if (code < 0)
		return fail(pack, code, err);
	rc = move(pack, dir, "pack", false, err);
	return rc ? rc : move(pack, dir, "idx", true, err);
}

ma_rc ma_pack_write(struct ma_pack *pack, ma_err *err)
{
	struct ma_git *git = &pack->ws->git;
	char *dir = ma_gitlock_temp(pack->ws, "");
	ma_rc rc = dir ? write_and_publish(pack, dir, err) : ma_fail_nomem(err);
	int code = 0;

	ma_free(dir);
	if (rc)
		return rc;
	code = git->mempack_reset(pack->ws->fresh);
	if (code >= 0)
		code = git->odb_refresh(pack->ws->odb);
	return code < 0 ? fail(pack, code, err) : MA_OK;
}

void ma_pack_done(struct ma_pack *pack)
{
	if (!pack->ws)
		return;
	(void)pack->ws->git.mempack_reset(
		pack->ws->fresh); /* what was not written is not wanted; cannot fail */
	pack->ws->git.packbuilder_free(pack->builder);
	pack->builder = NULL;
}
