/* Copies that are thrown away. */
#include "lib/disposable.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "sys/fs.h"

#define FILES_MAX 200000
#define BYTES_MAX ((uint64_t)4 << 30)

bool ma_disposable_skips(const char *name, bool is_dir)
{
	static const char *const dirs[] = { ".git", ".hg", ".svn", ".meta-agent", "node_modules",
		".venv", "__pycache__" };

	if (!is_dir) /* a worktree's or submodule's .git is a file that leads elsewhere */
		return strcmp(name, ".env") == 0 || strcmp(name, ".env.local") == 0 ||
			strcmp(name, ".git") == 0;
	return MA_STR_AMONG(ma_str(name), dirs);
}

ma_rc ma_disposable_init(struct ma_disposable *d, const char *from, ma_err *err)
{
	*d = (struct ma_disposable){ .copy = MA_SCRATCH_NONE, .over = true, .err = { MA_OK, 0, "" } };
	if (!from)
		return MA_OK;
	if (!ma_fs_is_dir(from))
		return ma_fail(err, MA_ENOTFOUND, "%s is no directory", from);
	d->from = ma_strdup(from);
	return d->from ? MA_OK : ma_fail_nomem(err);
}

ma_rc ma_disposable_make(struct ma_disposable *d, int64_t uid, ma_err *err)
{
	struct ma_fs_copy how = { .skips = ma_disposable_skips,
		.uid = uid,
		.files_max = FILES_MAX,
		.bytes_max = BYTES_MAX };
	ma_rc rc = ma_scratch_make("meta-agent-verify-", &d->copy, err);

	if (!rc && d->from)
		rc = ma_fs_copy_tree(d->from, d->copy.path, &how, err);
	if (rc == MA_EIO && d->from) { /* which of its files, and why, err has */
		err->code = MA_EREFUSED;
		return ma_err_wrap(err, "it cannot be checked in a copy");
	}
	if (d->from)
		return rc;
	if (!rc && uid >= 0 && chown(d->copy.path, (uid_t)uid, (gid_t)uid))
		rc = ma_fail_sys(err, MA_EIO, errno, "giving %s away", d->copy.path);
	return rc;
}

void ma_disposable_fail(struct ma_disposable *d, ma_rc rc)
{
	if (rc && !d->rc)
		d->rc = rc;
}

static void remove_work(void *data)
{
	struct ma_disposable *d = data;
	ma_err err = { MA_OK, 0, "" };

	if (ma_scratch_remove(&d->copy, &err) && !d->rc) {
		d->rc = err.code;
		d->err = err;
	}
}

static void remove_done(void *data)
{
	((struct ma_disposable *)data)->over = true;
}

void ma_disposable_end(struct ma_disposable *d, struct ma_loop *loop)
{
	ma_err err = { MA_OK, 0, "" };

	if (ma_loop_work(loop, remove_work, remove_done, d, &err)) {
		remove_work(d);
		remove_done(d);
	}
}

void ma_disposable_done(struct ma_disposable *d)
{
	ma_free(d->from);
	ma_scratch_done(&d->copy);
}
