/*
 * Directories: listing, temporary ones, and deleting whole trees.
 *
 * A tree is deleted with two descriptors whatever its depth: down by openat()
 * without following links, up by "..", after which device and inode must be
 * those we came from. A scan starts anew when a subdirectory is gone, so
 * nothing is kept per entry.
 */
#include "sys/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

struct level {
	struct level *up;
	dev_t dev;
	ino_t ino;
	char name[]; /* of the subdirectory that was entered */
};

struct walk {
	const char *path;
	int dir; /* where we are */
	dev_t dev;
	ino_t ino;
	struct level *up; /* the way back */
	ma_err *err;
};

static ma_rc fail_walk(struct walk *w, const char *name)
{
	return ma_fail_sys(w->err, MA_EIO, errno, "deleting %s in %s", name, w->path);
}

/* Whoever made a directory unreadable was its owner, and may be we. */
static int open_locked(int dir, const char *name)
{
	char self[64];
	int fd, p = openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (p < 0)
		return -1;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", p); /* fits */
	fd = chmod(self, 0700) ? -1 : open(self, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close(p);
	return fd;
}

static int open_sub(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 && errno == EACCES ? open_locked(dir, name) : fd;
}

/* Make `fd` the place where we are. Takes fd. */
static void stand_in(struct walk *w, int fd, const struct stat *st)
{
	if (w->dir >= 0)
		close(w->dir);
	w->dir = fd;
	w->dev = st->st_dev;
	w->ino = st->st_ino;
	if ((st->st_mode & 0700) != 0700)
		(void)fchmod(fd, 0700); /* when it may not be changed, deleting from it says so */
}

static ma_rc enter(struct walk *w, const char *name)
{
	size_t n = strlen(name) + 1;
	struct level *level;
	struct stat st;
	int fd;

	fd = open_sub(w->dir, name);
	if (fd < 0)
		return fail_walk(w, name);
	if (fstat(fd, &st) || st.st_dev != w->dev) {
		close(fd);
		return ma_fail(w->err, MA_EREFUSED, "deleting %s: %s is another file system",
			w->path, name);
	}
	level = ma_alloc(1, sizeof(*level) + n);
	if (!level) {
		close(fd);
		return ma_fail_nomem(w->err);
	}
	*level = (struct level){ w->up, w->dev, w->ino };
	memcpy(level->name, name, n);
	w->up = level;
	stand_in(w, fd, &st);
	return MA_OK;
}

/* Back to the parent; the directory we were in is empty and goes. */
static ma_rc leave(struct walk *w)
{
	struct level *level = w->up;
	struct stat st;
	ma_rc rc = MA_OK;
	int fd;

	fd = openat(w->dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail_walk(w, "..");
	if (fstat(fd, &st) || st.st_dev != level->dev || st.st_ino != level->ino) {
		close(fd);
		return ma_fail(w->err, MA_ECONFLICT, "deleting %s: it is being moved", w->path);
	}
	stand_in(w, fd, &st);
	if (unlinkat(fd, level->name, AT_REMOVEDIR) && errno != ENOENT)
		rc = fail_walk(w, level->name);
	w->up = level->up;
	ma_free(level);
	return rc;
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* Delete all that is no full directory; the name of the first full one in *full, else "". */
static ma_rc sweep(struct walk *w, char full[NAME_MAX + 1])
{
	int fd = openat(w->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *scan = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	ma_rc rc = MA_OK;

	full[0] = '\0';
	if (!scan) {
		rc = fail_walk(w, ".");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	while (!rc && !full[0] && (errno = 0, e = readdir(scan))) {
		if (is_dots(e->d_name) || unlinkat(w->dir, e->d_name, 0) == 0 || errno == ENOENT)
			continue;
		if (errno != EISDIR)
			rc = fail_walk(w, e->d_name);
		else if (unlinkat(w->dir, e->d_name, AT_REMOVEDIR) && errno != ENOENT)
			memcpy(full, e->d_name, strlen(e->d_name) + 1);
	}
	if (!rc && !full[0] && errno)
		rc = fail_walk(w, ".");
	closedir(scan);
	return rc;
}

static ma_rc empty_dir(struct walk *w)
{
	char full[NAME_MAX + 1];
	ma_rc rc;

	for (;;) {
		rc = sweep(w, full);
		if (!rc && full[0])
			rc = enter(w, full);
		else if (!rc && w->up)
			rc = leave(w);
		else
			return rc;
		if (rc)
			return rc;
	}
}

ma_rc ma_fs_remove_tree(const char *path, ma_err *err)
{
	struct walk w = { .path = path, .dir = -1, .err = err };
	struct level *up;
	struct stat st;
	ma_rc rc;
	int fd;

	if (unlink(path) == 0 || errno == ENOENT)
		return MA_OK;
	if (errno != EISDIR)
		return ma_fail_sys(err, MA_EIO, errno, "deleting %s", path);
	fd = open_sub(AT_FDCWD, path);
	if (fd < 0 || fstat(fd, &st)) {
		rc = ma_fail_sys(err, MA_EIO, errno, "deleting %s", path);
		if (fd >= 0)
			close(fd);
		return rc;
	}
	stand_in(&w, fd, &st);
	rc = empty_dir(&w);
	for (; w.up; w.up = up) {
		up = w.up->up;
		ma_free(w.up);
	}
	close(w.dir);
	if (!rc && rmdir(path) && errno != ENOENT)
		rc = ma_fail_sys(err, MA_EIO, errno, "deleting %s", path);
	return rc;
}

/* May another user reach what is in this absolute path? Writes into path and restores it. */
static bool can_be_reached(char *path)
{
	char *slash = path;
	struct stat st;
	bool open_way = true;

	while (open_way && (slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		open_way = stat(path, &st) == 0 && (st.st_mode & S_IXOTH);
		*slash = '/';
	}
	return open_way && stat(path, &st) == 0 && (st.st_mode & S_IXOTH);
}

/* Gives a directory below base, or NULL with *rc set where memory ran out. */
static char *temp_below(const char *base, const char *prefix, ma_rc *rc)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char real[PATH_MAX], *path;

	if (!base || base[0] != '/' || !realpath(base, real) || !can_be_reached(real))
		return NULL;
	ma_buf_addf(&b, "%s/%sXXXXXX", real, prefix);
	path = ma_buf_take(&b);
	if (!path)
		*rc = MA_ENOMEM;
	else if (mkdtemp(path))
		return path;
	ma_free(path);
	return NULL;
}

ma_rc ma_fs_temp_dir(const char *prefix, char **out, ma_err *err)
{
	const char *bases[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
	ma_rc rc = MA_OK;
	char *path = NULL;
	size_t i;

	for (i = 0; i < MA_COUNT(bases) && !path && !rc; i++)
		path = temp_below(bases[i], prefix, &rc);
	if (rc)
		return ma_fail_nomem(err);
	if (!path)
		return ma_fail(err, MA_EUNAVAILABLE,
			"no directory for temporary files: neither TMPDIR, /var/tmp nor /tmp can be written and reached by others");
	*out = path;
	return MA_OK;
}

struct entry {
	struct entry *next;
	bool is_dir;
	char name[];
};

static struct entry *read_entries(DIR *scan, struct ma_arena *arena, size_t *n, ma_rc *rc)
{
	struct entry *list = NULL, *x;
	struct dirent *e;
	size_t size;

	while ((errno = 0, e = readdir(scan))) {
		if (is_dots(e->d_name))
			continue;
		size = strlen(e->d_name) + 1;
		x = ma_arena_alloc(arena, 1, sizeof(*x) + size);
		if (!x) {
			*rc = MA_ENOMEM;
			return NULL;
		}
		x->is_dir = e->d_type == DT_DIR;
		memcpy(x->name, e->d_name, size);
		x->next = list;
		list = x;
		++*n;
	}
	if (errno)
		*rc = MA_EIO;
	return list;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct entry *const *)a)->name, (*(struct entry *const *)b)->name);
}

static struct entry **sorted(struct entry *list, size_t n, struct ma_arena *arena)
{
	struct entry **all = ma_arena_new_n(arena, struct entry *, n);
	size_t i;

	for (i = 0; all && i < n; i++, list = list->next)
		all[i] = list;
	if (all && n > 0)
		qsort(all, n, sizeof(*all), by_name);
	return all;
}

ma_rc ma_fs_list(const char *path, ma_fs_entry_fn *fn, void *data, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct entry *list, **all = NULL;
	ma_rc rc = MA_OK;
	size_t i, n = 0;
	DIR *scan = opendir(path);

	if (!scan)
		return ma_fail_sys(err, errno == ENOENT ? MA_ENOTFOUND : MA_EIO, errno, "%s", path);
	list = read_entries(scan, &arena, &n, &rc);
	if (rc == MA_EIO)
		(void)ma_fail_sys(err, rc, errno, "reading %s", path); /* rc is returned below */
	closedir(scan);
	if (!rc)
		all = sorted(list, n, &arena);
	if (!rc && !all)
		rc = MA_ENOMEM;
	if (rc == MA_ENOMEM)
		(void)ma_fail_nomem(err); /* rc is returned below */
	for (i = 0; !rc && i < n; i++)
		if (!fn(data, all[i]->name, all[i]->is_dir))
			break;
	ma_arena_done(&arena);
	return rc;
}
