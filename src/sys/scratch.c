/* Directories for work that is thrown away. */
#include "sys/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/fs_clear.h"

#define YOUNG_S 60 /* one that was just made may not be locked yet */

/* Whatever of ours is made this way: a killed process may have left any of them, and the next one need not make the same. */
static const char *const prefixes[] = { "meta-agent-verify-", "meta-agent-packages-",
	"meta-agent-net-", "meta-agent-tmp-", "meta-agent-trial-", "meta-agent-bait-" };

static int open_dir(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Nobody holds it, it is ours to remove, and it is old enough. */
static bool is_left(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (geteuid() == 0 || st.st_uid == geteuid()) &&
		time(NULL) - st.st_mtime > YOUNG_S && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static bool is_scratch(const char *name)
{
	size_t i;

	for (i = 0; i < MA_COUNT(prefixes); i++)
		if (ma_str_starts(ma_str(name), prefixes[i]))
			return true;
	return false;
}

static ma_rc remove_all(const char *path, ma_err *err)
{
	ma_fs_clear(path);
	return ma_fs_remove_tree(path, err);
}

static bool on_entry(void *data, const char *name, bool is_dir)
{
	const struct ma_str *base = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { MA_OK, 0, "" };
	int fd = -1;

	if (!is_dir || !is_scratch(name))
		return true;
	ma_path_join(&path, *base, ma_str(name));
	if (!path.rc)
		fd = open_dir(path.p);
	if (fd >= 0 && is_left(fd))
		(void)remove_all(path.p, &ignored); /* the next one tries again */
	if (fd >= 0)
		close(fd);
	ma_buf_done(&path);
	return true;
}

static void sweep_beside(const char *path)
{
	struct ma_str dir = ma_path_dir(ma_str(path));
	char *base = ma_strndup(dir.p, dir.n);
	ma_err ignored = { MA_OK, 0, "" };

	if (base)
		(void)ma_fs_list(base, on_entry, &dir, &ignored); /* what is left does no harm */
	ma_free(base);
}

ma_rc ma_scratch_make(const char *prefix, struct ma_scratch *out, ma_err *err)
{
	ma_rc rc;

	*out = (struct ma_scratch)MA_SCRATCH_NONE;
	MA_ASSERT(is_scratch(prefix));
	rc = ma_fs_temp_dir(prefix, &out->path, err);
	if (rc)
		return rc;
	out->lock = open_dir(out->path);
	if (out->lock < 0 || flock(out->lock, LOCK_EX | LOCK_NB))
		return ma_fail_sys(err, MA_EIO, errno, "locking %s", out->path);
	sweep_beside(out->path);
	return MA_OK;
}

ma_rc ma_scratch_remove(struct ma_scratch *scratch, ma_err *err)
{
	return scratch->path ? remove_all(scratch->path, err) : MA_OK;
}

void ma_scratch_done(struct ma_scratch *scratch)
{
	if (scratch->lock >= 0)
		close(scratch->lock);
	ma_free(scratch->path);
	*scratch = (struct ma_scratch)MA_SCRATCH_NONE;
}
