/* The inside of a workspace, shared by the files of this floor. */
#ifndef MA_VCS_REPO_H
#define MA_VCS_REPO_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "vcs/git.h"
#include "vcs/packfile.h"
#include "vcs/syntax.h"
#include "vcs/workspace.h"

#define MA_STATE_DIR ".meta-agent"
#define MA_STATE_MODE 0700 /* prompts and replies are in it */
#define MA_REF_MAX 200     /* bytes of a branch's name */

struct ma_behind {
	struct ma_arena arena; /* holds the paths */
	struct ma_map paths;
	struct ma_behind_file *files;
	size_t n, cap;
	size_t index_n; /* entries of git's index when it was written last */
};

struct ma_workspace {
	struct ma_git git;
	git_repository *repo;
	git_odb *odb;
	git_odb_backend *
		fresh; /* new objects, until libgit2 is told of the packs that have them; owned by odb */
	size_t fresh_size;         /* bytes of those packs */
	struct ma_own_pack *packs; /* vcs/pack.c */
	size_t packs_n;
	struct ma_zlib zlib;
	struct ma_syntax *syntax; /* borrowed; NULL: code is merged by lines */
	char *dir;
	int lock;             /* held while the workspace is open; -1: none */
	char ref[MA_REF_MAX]; /* "refs/heads/<branch>" */
	bool follows;         /* a new output: the work tree follows the branch */
	bool lands;     /* somebody's branch that is checked out: it moves as vcs/land.h says */
	git_oid placed; /* then: the commit that the work tree was last brought to */
	bool has_placed;
	struct ma_behind behind; /* vcs/behind.h */
	struct {
		git_oid commit, tree;
		struct ma_tree *root; /* NULL: none of it is in memory */
	} head;                     /* as it was last seen: a commit of ours keeps it up to date */
	struct ma_map effects;      /* trailer -> git_oid of the commits that were looked through */
	struct ma_arena effects_of; /* holds the oids */
	git_oid looked_at;          /* the head then, zero: none yet */
};

/* The branch's newest commit. `found_out` false: none yet. */
ma_rc ma_repo_head(struct ma_workspace *ws, git_oid *out, bool *found_out, ma_err *err);

/* What HEAD is of: "refs/heads/main"; "": of no branch. */
ma_rc ma_repo_head_ref(struct ma_workspace *ws, char out[MA_REF_MAX], ma_err *err);

/* A commit by its text; MA_EINVALID, MA_ENOTFOUND. Gives. */
ma_rc ma_repo_commit(struct ma_workspace *ws, const char *id, git_commit **out, ma_err *err);

/* The newest commit for an effect, that of the head; not where the history was not looked through yet. */
ma_rc ma_repo_note_effect(struct ma_workspace *ws, const char *effect, const git_oid *parent,
	const git_oid *id, ma_err *err);

/* The tree of a commit. Gives. */
ma_rc ma_repo_tree(struct ma_workspace *ws, const git_oid *commit, git_tree **out, ma_err *err);

/* The content of a file, which `path` names where it cannot be had; *out holds it. Gives *out: git.blob_free() it. */
ma_rc ma_repo_blob(struct ma_workspace *ws, const git_oid *id, const char *path, git_blob **out,
	struct ma_str *content_out, ma_err *err);

/* `path` as a C string beneath the workspace's directory: "<dir>/<path>". Gives: ma_free(); NULL: out of memory. */
char *ma_repo_path(const struct ma_workspace *ws, struct ma_str path);

#endif
