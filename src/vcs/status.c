/* Does the work tree hold something that nobody committed? */
#include "vcs/worktree.h"

#define NAMED_MAX 3

static const char *path_of(const git_status_entry *e)
{
	const git_diff_delta *d = e->index_to_workdir ? e->index_to_workdir : e->head_to_index;

	return d->old_file.path ? d->old_file.path : d->new_file.path;
}

/* How many of them there are; the first few by name in `shown`. */
static size_t name_some(struct ma_workspace *ws, git_status_list *list, struct ma_buf *shown)
{
	size_t n = ws->git.status_list_entrycount(list), found = 0, i;
	struct ma_str path;

	for (i = 0; i < n; i++) {
		path = ma_str(path_of(ws->git.status_byindex(list, i)));
		if (ma_str_starts(path, MA_STATE_DIR "/"))
			continue;
		if (++found > NAMED_MAX)
			continue;
		ma_buf_adds(shown, found > 1 ? ", " : "");
		ma_buf_add_visible(shown, path);
	}
	if (found > NAMED_MAX)
		ma_buf_addf(shown, " and %zu more", found - NAMED_MAX);
	return found;
}

ma_rc ma_worktree_check_clean(struct ma_workspace *ws, ma_err *err)
{
	struct ma_buf shown = MA_BUF_INIT(MA_KIB * 16);
	git_status_list *list = NULL;
	git_status_options opts;
	ma_rc rc = MA_OK;
	int code;

	(void)ws->git.status_options_init(
		&opts, GIT_STATUS_OPTIONS_VERSION); /* checked when it was opened */
	opts.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
	code = ws->git.status_list_new(&list, ws->repo, &opts);
	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	if (name_some(ws, list, &shown) > 0)
		rc = ma_fail(err, MA_EREFUSED,
			"%s holds uncommitted work (%s): commit or stash it, or choose another directory",
			ws->dir, shown.p ? shown.p : "");
	ws->git.status_list_free(list);
	ma_buf_done(&shown);
	return rc;
}
