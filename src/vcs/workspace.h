/*
 * The output as a git repository, written by libgit2 in memory and published by
 * compare-and-swap of the ref. No hook, filter or config of the repository is
 * ever run. All calls block: the engine moves them to the loop's pool; one
 * workspace is used by one thread at a time.
 *
 * New output (missing or empty directory, or one that a run of ours made): branch
 * `main`, the work tree follows each commit. Existing repository: branch
 * `meta-agent/<run>` from HEAD; HEAD, index and work tree stay untouched.
 */
#ifndef MA_VCS_WORKSPACE_H
#define MA_VCS_WORKSPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ma_workspace;
struct ma_syntax;

#define MA_COMMIT_ID_SIZE 41

struct ma_change {
	struct ma_str path;    /* has passed ma_path_check() */
	struct ma_str content; /* of a file that is written */
	bool remove;
	const char *base; /* the commit that it was made from, "": the file was not there. What the branch changed
			     since is merged with it. NULL: it is taken as it is */
};

/* Borrows for the call. */
struct ma_commit {
	const struct ma_change *changes;
	size_t changes_n;
	const char *message;     /* subject, and body if any; trailers are appended */
	const char *author_name; /* who wrote it: "backend (gemini-3.8-flash)" */
	const char *author_email;
	int64_t when_ms;                /* author and committer date, from the intent event */
	const char *run, *task, *model; /* trailers Meta-Agent-Run, -Task, -Model */
	const char *resolved; /* trailer Meta-Agent-Resolved: files whose conflict a model resolved; NULL: none */
	const char *effect; /* trailer Meta-Agent-Effect: how recovery finds it */
	const char *merges; /* the commit that becomes the second parent; NULL: none */
	const char *restore; /* the commit whose files are taken as they were, before the changes; "": none at
				all; NULL: those of the branch's head */
	const char *onto; /* the head that it must stand on, "": none; MA_EREFUSED where the branch has another one by now. NULL: any */
	bool *dropped; /* set for each change that is a lock file which others wrote too: it is left out, to be made
			  anew by whoever installs; changes_n of them, false before. NULL: it is a conflict */
	bool *conflicts; /* of MA_EREFUSED: set for each change that does not go together with what others made of
			    its file; changes_n of them, false before. NULL: not asked for */
};

/*
 * Open or create. `run` names the branch on an existing repository. MA_EREFUSED
 * when the directory holds somebody's files or uncommitted work, or cannot be
 * written; the message says what to do. Gives *out: ma_workspace_free() it.
 */
ma_rc ma_workspace_open(const char *dir, const char *run, struct ma_workspace **out, ma_err *err);
void ma_workspace_free(struct ma_workspace *ws);

/*
 * Open to change the branch that is checked out: of a new output as ma_workspace_open(); of somebody's repository the
 * branch moves with its index and work tree, which may hold uncommitted work in files that do not change (vcs/land.h).
 * MA_EREFUSED where there is no branch, or git is in the middle of something. Gives *out: ma_workspace_free() it.
 */
ma_rc ma_workspace_open_head(const char *dir, struct ma_workspace **out, ma_err *err);

/* Make the state directory with its .gitignore, and `dir` itself, where they are missing. MA_EREFUSED, MA_EIO. */
ma_rc ma_workspace_make_state(const char *dir, ma_err *err);

/*
 * Let whoever has the workspace open keep a lock that nobody looks at any more. Only for who knows
 * that he may write no more: he is stopped, and his lease has been taken.
 */
ma_rc ma_workspace_break_lock(const char *dir, ma_err *err);

/*
 * Open for ma_workspace_diff(), ma_workspace_read() and ma_workspace_files() alone: nothing is locked, made or
 * changed, and a live run is in nobody's way. Gives *out: ma_workspace_free() it.
 */
ma_rc ma_workspace_open_reading(const char *dir, struct ma_workspace **out, ma_err *err);

/* The same of a repository that need not have files: a bare one, or one whose files are elsewhere. */
ma_rc ma_workspace_open_commits(const char *dir, struct ma_workspace **out, ma_err *err);

/* "libgit2 1.5.1", as it is found here. MA_EUNAVAILABLE: it is not, or is another release than this was built for. */
ma_rc ma_workspace_git(char *text, size_t size, ma_err *err);

/* Code is merged by its syntax from now on. Borrows, as long as the workspace is open. */
void ma_workspace_merge_by(struct ma_workspace *ws, struct ma_syntax *syntax);

/* The branch that commits go to. Borrows. */
const char *ma_workspace_branch(const struct ma_workspace *ws);

/*
 * Add one commit on the branch, then bring the work tree after it (new outputs).
 * Either the ref moved and the whole set is in, or nothing changed. MA_ECONFLICT
 * when somebody else moved the branch; MA_EREFUSED when a path cannot stand beside
 * what is there (file under a file, names that differ only in case). A set that changes nothing gives the head's id.
 */
ma_rc ma_workspace_commit(struct ma_workspace *ws, const struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], ma_err *err);

struct ma_commit_result {
	ma_rc rc;
	ma_err err; /* if not MA_OK */
	char id[MA_COMMIT_ID_SIZE];
	size_t merged; /* files that came out as the merge of both sides */
};

/*
 * As ma_workspace_commit() for one after the other, each with a result of its own, but made durable
 * and visible together: n commits that touch different files cost little more than one.
 */
void ma_workspace_commit_all(struct ma_workspace *ws, const struct ma_commit *commits, size_t n,
	struct ma_commit_result *results);

/*
 * Bring the work tree of a new output after the branch, which ma_workspace_open() and
 * ma_workspace_commit() do by themselves. Needed only where a commit was made and the
 * disk then refused the files. MA_ECONFLICT names a file that somebody changed
 * meanwhile; it is never overwritten. On an existing repository nothing happens.
 */
ma_rc ma_workspace_sync(struct ma_workspace *ws, ma_err *err);

/* Whether a run is one of those that may be gone back behind. */
typedef bool ma_known_run_fn(void *data, struct ma_str run);

/*
 * Whether an output can be as it was at the commit `base` ("": with no files): on a new output, all
 * commits since are of runs that `known` knows; on an existing repository, HEAD is still there.
 * MA_EREFUSED names what is in the way. Nothing is changed.
 */
ma_rc ma_workspace_may_go_back(
	const char *dir, const char *base, ma_known_run_fn *known, void *data, ma_err *err);

/*
 * Be so: by one more commit, whose message, author and trailers are those of `c`. On an existing
 * repository, whose branch began there, nothing is done; nor where all is so already. id_out is "" where there is no commit at all.
 */
ma_rc ma_workspace_go_back(struct ma_workspace *ws, const char *base, struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], ma_err *err);

/*
 * Whether all commits of the branch since `base` ("": since its beginning) are of that run. MA_EREFUSED names the newest
 * that is not, without the directory. head_out: the head that was looked at, "" for none.
 */
ma_rc ma_workspace_check_since(struct ma_workspace *ws, const char *base, const char *run,
	char head_out[MA_COMMIT_ID_SIZE], ma_err *err);

/* The commit on the branch that carries this effect's trailer; found_out false when none does. */
ma_rc ma_workspace_find(struct ma_workspace *ws, const char *effect, char id_out[MA_COMMIT_ID_SIZE],
	bool *found_out, ma_err *err);

/* The branch's newest commit, "" where it has none. */
ma_rc ma_workspace_head(struct ma_workspace *ws, char id_out[MA_COMMIT_ID_SIZE], ma_err *err);

/* The id of a commit's tree: two that hold the same files have the same. */
ma_rc ma_workspace_tree(
	struct ma_workspace *ws, const char *id, char tree_out[MA_COMMIT_ID_SIZE], ma_err *err);

/* A file of a commit; the content of a symlink is where it leads to. Borrow for the call. */
typedef ma_rc ma_workspace_file_fn(
	void *data, struct ma_str path, struct ma_str content, ma_err *err);

/*
 * All files of a commit, named as git names one: an id, a branch, "HEAD~2". Submodules are passed over. MA_ENOTFOUND, MA_EINVALID,
 * MA_ELIMIT for a file beyond MA_LIMIT_FILE, and what `each` gives, which ends it.
 */
ma_rc ma_workspace_files(struct ma_workspace *ws, const char *revision, ma_workspace_file_fn *each,
	void *data, ma_err *err);

/* Write the tree of a commit as plain files (no .git) into an existing empty directory; owner uid/gid when not -1. */
ma_rc ma_workspace_export(struct ma_workspace *ws, const char *id, const char *dir, int64_t uid,
	int64_t gid, ma_err *err);

/* Lay changes over what was exported into `dir`, taken as they are; owner as above. MA_EREFUSED: what is there is in the way of one. */
ma_rc ma_workspace_export_changes(const char *dir, const struct ma_change *changes, size_t n,
	int64_t uid, int64_t gid, ma_err *err);

/* A file of a commit. Gives *out: ma_free() it. MA_ENOTFOUND. */
ma_rc ma_workspace_read(struct ma_workspace *ws, const char *id, struct ma_str path, char **out,
	size_t *size_out, ma_err *err);

/* The path of a file of a commit. Borrows for the call. */
typedef ma_rc ma_workspace_path_fn(void *data, struct ma_str path, ma_err *err);

/* The files of a directory of a commit, "" for its root, not those below; none where there is no such directory. What `each` gives ends it. */
ma_rc ma_workspace_list(struct ma_workspace *ws, const char *id, struct ma_str dir,
	ma_workspace_path_fn *each, void *data, ma_err *err);

/* Whether a commit is the one that was made for an effect. */
ma_rc ma_workspace_is_of(
	struct ma_workspace *ws, const char *id, const char *effect, bool *is_out, ma_err *err);

/* A commit as a unified diff against its parent. Gives *out: ma_free() it. */
ma_rc ma_workspace_diff(struct ma_workspace *ws, const char *id, char **out, ma_err *err);
/* The same of all that lies between two commits; from "": between no files and `to`. */
ma_rc ma_workspace_compare(
	struct ma_workspace *ws, const char *from, const char *to, char **out, ma_err *err);

#endif
