/* The inside of a workspace, shared by the files of this floor. */
#ifndef MA_VCS_REPO_H
#define MA_VCS_REPO_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "vcs/git.h"
#include "vcs/workspace.h"

#define MA_STATE_DIR ".meta-agent"
#define MA_REF_MAX 200 /* bytes of a branch's name */

struct ma_workspace {
	struct ma_git git;
	git_repository *repo;
	git_odb *odb;
	git_odb_backend *fresh; /* new objects, in memory until they go into one pack; owned by odb */
	char *dir;
	int lock;             /* held while the workspace is open; -1: none */
	char ref[MA_REF_MAX]; /* "refs/heads/<branch>" */
	bool follows;         /* a new output: the work tree follows the branch */
	git_oid placed;       /* then: the commit that the work tree was last brought to */
	bool has_placed;
	struct ma_map effects;      /* trailer -> git_oid of the commits that were looked through */
	struct ma_arena effects_of; /* holds the oids */
	git_oid looked_at;          /* the head then, zero: none yet */
};

/* The branch's newest commit. `found_out` false: none yet. */
ma_rc ma_repo_head(struct ma_workspace *ws, git_oid *out, bool *found_out, ma_err *err);

/* A commit by its text; MA_EINVALID, MA_ENOTFOUND. Gives. */
ma_rc ma_repo_commit(struct ma_workspace *ws, const char *id, git_commit **out, ma_err *err);

/* The tree of a commit. Gives. */
ma_rc ma_repo_tree(struct ma_workspace *ws, const git_oid *commit, git_tree **out, ma_err *err);

/* `path` as a C string beneath the workspace's directory: "<dir>/<path>". Gives: ma_free(); NULL: out of memory. */
char *ma_repo_path(const struct ma_workspace *ws, struct ma_str path);

#endif
