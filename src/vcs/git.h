/*
 * libgit2, opened when the first workspace is. Its structs differ between releases,
 * so only the release whose headers this was built with is accepted. Read as
 * git->commit_lookup(...): git_commit_lookup(...). The only home of git2.h.
 *
 * Set for the whole process, as libgit2 has it no finer: no system, global or user
 * config is read; repositories of other users may be opened (nothing in them is ever
 * executed); what is written under .git is synced.
 */
#ifndef MA_VCS_GIT_H
#define MA_VCS_GIT_H

#include <git2.h>
#include <git2/sys/commit.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

#include "base/err.h"

#define MA_GIT_FUNCTIONS(X)             \
	X(blob_free)                    \
	X(blob_lookup)                  \
	X(blob_rawcontent)              \
	X(blob_rawsize)                 \
	X(buf_dispose)                  \
	X(commit_committer)             \
	X(commit_free)                  \
	X(commit_lookup)                \
	X(commit_message)               \
	X(commit_parent)                \
	X(commit_parentcount)           \
	X(commit_tree)                  \
	X(diff_free)                    \
	X(diff_get_delta)               \
	X(diff_num_deltas)              \
	X(diff_options_init)            \
	X(diff_to_buf)                  \
	X(diff_tree_to_tree)            \
	X(error_last)                   \
	X(index_add)                    \
	X(index_entrycount)             \
	X(index_free)                   \
	X(index_get_bypath)             \
	X(index_open)                   \
	X(index_read)                   \
	X(index_remove)                 \
	X(index_write)                  \
	X(libgit2_init)                 \
	X(libgit2_opts)                 \
	X(libgit2_version)              \
	X(merge_base)                   \
	X(mempack_new)                  \
	X(mempack_reset)                \
	X(object_free)                  \
	X(object_peel)                  \
	X(odb_add_backend)              \
	X(odb_free)                     \
	X(odb_hash)                     \
	X(odb_refresh)                  \
	X(oid_cmp)                      \
	X(oid_fromstr)                  \
	X(oid_tostr)                    \
	X(reference_free)               \
	X(reference_lookup)             \
	X(reference_name_to_id)         \
	X(reference_symbolic_target)    \
	X(repository_commondir)         \
	X(repository_free)              \
	X(repository_index)             \
	X(repository_init_ext)          \
	X(repository_init_options_init) \
	X(repository_odb)               \
	X(repository_state)             \
	X(repository_path)              \
	X(repository_is_shallow)        \
	X(repository_open_ext)          \
	X(repository_workdir)           \
	X(revparse_single)              \
	X(revwalk_free)                 \
	X(revwalk_hide)                 \
	X(revwalk_new)                  \
	X(revwalk_next)                 \
	X(revwalk_push)                 \
	X(status_byindex)               \
	X(status_list_entrycount)       \
	X(status_list_free)             \
	X(status_list_new)              \
	X(status_options_init)          \
	X(tree_entry_byindex)           \
	X(tree_entry_byname)            \
	X(tree_entry_bypath)            \
	X(tree_entry_filemode)          \
	X(tree_entry_filemode_raw)      \
	X(tree_entry_free)              \
	X(tree_entry_id)                \
	X(tree_entry_name)              \
	X(tree_entry_type)              \
	X(tree_entrycount)              \
	X(tree_free)                    \
	X(tree_id)                      \
	X(tree_lookup)

struct ma_git {
	void *lib;
#define MA_GIT_POINTER(name) __typeof__(git_##name) *name;
	MA_GIT_FUNCTIONS(MA_GIT_POINTER)
#undef MA_GIT_POINTER
};

/* MA_EUNAVAILABLE when it is not installed or another release. On failure `git` is as ma_git_close() leaves it. */
ma_rc ma_git_open(struct ma_git *git, ma_err *err);
void ma_git_close(struct ma_git *git); /* accepts a zeroed one */

/* What a result code of libgit2 means to a caller, with its last message after the object. */
ma_rc ma_git_fail(const struct ma_git *git, int code, ma_err *err, const char *object, ...)
	__attribute__((format(printf, 4, 5)));

#endif
