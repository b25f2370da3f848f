/* Files into a tree: write all, sync all, rename all; the directories are synced later. */
#include "vcs/place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/threads.h"

#define BATCH 64    /* files open at a time */
#define THREADS 4   /* that sync */
#define SYNCS_MIN 8 /* fewer are not worth them */
#define PATH_SIZE (MA_LIMIT_PATH + 1)

struct batch {
	int root, temp;
	struct {
		int fd, dir; /* the new file; its directory. -1: not open */
	} slot[BATCH];
	struct ma_place *files;
	size_t n;
};

static int open_beneath(int dir, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};

	return (int)syscall(SYS_openat2, dir, path[0] ? path : ".", &how, sizeof(how));
}

/* Level by level, so that no link is followed. Writes into path. A descriptor, or -1 with errno. */
static int make_beneath(int root, char *path)
{
	int dir = open_beneath(root, ""), next = -1;
	char *name = path, *slash;

	while (dir >= 0 && name) {
		slash = strchr(name, '/');
		if (slash)
			*slash = '\0';
		if (mkdirat(dir, name, 0777) == 0 || errno == EEXIST)
			next = open_beneath(dir, name);
		else
			next = -1;
		close(dir);
		dir = next;
		name = slash ? slash + 1 : NULL;
	}
	return dir;
}

static int open_dir(int root, struct ma_str dir, bool *made)
{
	char path[PATH_SIZE];
	int fd;

	(void)snprintf(
		path, sizeof(path), MA_STR_FMT, MA_STR_ARG(dir)); /* fits: checked by the caller */
	fd = open_beneath(root, path);
	*made = fd < 0 && errno == ENOENT;
	return *made ? make_beneath(root, path) : fd;
}

static ma_rc fail_dir(ma_err *err, int sys, struct ma_str path)
{
	switch (sys) {
	case ELOOP:
		return ma_fail(err, MA_EREFUSED,
			MA_STR_FMT ": a directory on the way is a symbolic link", MA_STR_ARG(path));
	case ENOTDIR:
		return ma_fail(err, MA_EREFUSED,
			MA_STR_FMT ": a file stands where a directory is needed", MA_STR_ARG(path));
	case ENOSYS:
		return ma_fail_sys(err, MA_EUNAVAILABLE, sys, "openat2");
	default:
		return ma_fail_sys(err, MA_EIO, sys, "writing " MA_STR_FMT, MA_STR_ARG(path));
	}
}

static ma_rc check_target(int dir, struct ma_str path, ma_err *err)
{
	char name[PATH_SIZE];
	struct stat st;

	(void)snprintf(name, sizeof(name), MA_STR_FMT, MA_STR_ARG(ma_path_base(path))); /* fits */
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st.st_mode))
		return ma_fail(err, MA_EREFUSED, MA_STR_FMT " is there and is no regular file",
			MA_STR_ARG(path));
	return MA_OK;
}

/* The lock of the workspace makes these names ours alone. */
static void temp_name(size_t i, char out[24])
{
	(void)snprintf(out, 24, "%zu", i); /* fits */
}

static ma_rc write_temp(struct batch *b, size_t i, ma_err *err)
{
	struct ma_place *file = &b->files[i];
	char name[24];
	ma_rc rc;
	int sys;

	if (file->path.n == 0 || file->path.n >= PATH_SIZE)
		return ma_fail(err, MA_EREFUSED, "a path of %zu bytes", file->path.n);
	b->slot[i].dir = open_dir(b->root, ma_path_dir(file->path), &file->new_dir);
	if (b->slot[i].dir < 0)
		return fail_dir(err, errno, file->path);
	rc = check_target(b->slot[i].dir, file->path, err);
	if (rc)
		return rc;
	temp_name(i, name);
	b->slot[i].fd = openat(b->temp, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		file->executable ? 0777 : 0666);
	sys = b->slot[i].fd < 0 ? errno : ma_fs_write_all(b->slot[i].fd, file->content);
	return sys ? ma_fail_sys(err, MA_EIO, sys, "writing " MA_STR_FMT, MA_STR_ARG(file->path))
		   : MA_OK;
}

/* A failed fsync is final: trying again would report success for lost pages. `sys`: what it said. */
static ma_rc synced(int sys, struct ma_str path, ma_err *err)
{
	if (sys == 0)
		return MA_OK;
	if (path.n == 0)
		return ma_fail_sys(err, MA_EIO, sys, "syncing the output's directory");
	return ma_fail_sys(err, MA_EIO, sys, "syncing " MA_STR_FMT, MA_STR_ARG(path));
}

/* Several at a time: most of what a sync takes is waiting, and the disk flushes once for those who wait together. */
struct syncs {
	int (*sync)(const struct syncs *s, size_t i); /* 0, or why not */
	const void *of;
	int root;
	int *sys; /* what each said */
	size_t n;
	atomic_size_t next;
};

static void sync_some(void *data)
{
	struct syncs *s = data;
	size_t i;

	while ((i = atomic_fetch_add(&s->next, 1)) < s->n)
		s->sys[i] = s->sync(s, i);
}

static void sync_all(struct syncs *s)
{
	ma_threads(s->n < SYNCS_MIN ? 1 : THREADS, sync_some, s);
}

/* First the writing of each is started, so that the syncs behind find all of it under way. */
static int sync_slot(const struct syncs *s, size_t i)
{
	const struct batch *b = s->of;

	if (i >= b->n)
		return fsync(b->slot[i - b->n].fd) ? errno : 0;
	(void)sync_file_range(b->slot[i].fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* the sync tells */
	return 0;
}

static ma_rc sync_batch(const struct batch *b, ma_err *err)
{
	int sys[2 * BATCH];
	struct syncs s = { .sync = sync_slot, .of = b, .sys = sys, .n = 2 * b->n };
	ma_rc rc = MA_OK;
	size_t i;

	sync_all(&s);
	for (i = 0; i < b->n && !rc; i++)
		rc = synced(sys[b->n + i], b->files[i].path, err);
	return rc;
}

static ma_rc rename_temp(struct batch *b, size_t i, ma_err *err)
{
	struct ma_str path = b->files[i].path;
	char name[24], to[PATH_SIZE];

	temp_name(i, name);
	(void)snprintf(to, sizeof(to), MA_STR_FMT, MA_STR_ARG(ma_path_base(path))); /* fits */
	if (renameat(b->temp, name, b->slot[i].dir, to))
		return ma_fail_sys(err, MA_EIO, errno, "writing " MA_STR_FMT, MA_STR_ARG(path));
	return MA_OK;
}

static ma_rc place_batch(struct batch *b, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < b->n; i++)
		b->slot[i].fd = b->slot[i].dir = -1;
	for (i = 0; i < b->n && !rc; i++)
		rc = write_temp(b, i, err);
	if (!rc)
		rc = sync_batch(b, err);
	for (i = 0; i < b->n && !rc; i++)
		rc = rename_temp(b, i, err);
	for (i = 0; i < b->n; i++) {
		if (b->slot[i].fd >= 0)
			close(b->slot[i].fd);
		if (b->slot[i].dir >= 0)
			close(b->slot[i].dir);
	}
	return rc;
}

ma_rc ma_place(const char *root, const char *temp, struct ma_place *files, size_t n, ma_err *err)
{
	struct batch b = { .root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), .temp = -1 };
	bool made;
	ma_rc rc = MA_OK;
	size_t at;

	if (b.root < 0)
		return ma_fail_sys(err, MA_EIO, errno, "%s", root);
	b.temp = open_dir(b.root, ma_str(temp), &made);
	if (b.temp < 0)
		rc = fail_dir(err, errno, ma_str(temp));
	for (at = 0; at < n && !rc; at += b.n) {
		b.files = files + at;
		b.n = n - at < BATCH ? n - at : BATCH;
		rc = place_batch(&b, err);
	}
	if (b.temp >= 0)
		close(b.temp);
	close(b.root);
	return rc;
}

/* Of a map whose keys are the directories. Below 0: it could not be opened. */
static int sync_dir(const struct syncs *s, size_t i)
{
	const struct ma_map *dirs = s->of;
	char text[PATH_SIZE];
	int fd, sys;

	(void)snprintf(text, sizeof(text), MA_STR_FMT,
		MA_STR_ARG(dirs->entries[i].key)); /* fits: it was placed */
	fd = open_beneath(s->root, text);
	if (fd < 0)
		return -errno;
	sys = fsync(fd) ? errno : 0;
	close(fd);
	return sys;
}

static ma_rc settle_dirs(int root, const struct ma_map *dirs, ma_err *err)
{
	int *sys = ma_new_n(int, dirs->n);
	struct syncs s = { .sync = sync_dir, .of = dirs, .root = root, .sys = sys, .n = dirs->n };
	ma_rc rc = MA_OK;
	size_t i;

	if (!sys)
		return ma_fail_nomem(err);
	sync_all(&s);
	for (i = 0; i < dirs->n && !rc; i++) {
		struct ma_str dir = dirs->entries[i].key;

		if (sys[i] == -ENOENT)
			continue; /* a person removed it */
		rc = sys[i] < 0 ? fail_dir(err, -sys[i], dir) : synced(sys[i], dir, err);
	}
	ma_free(sys);
	return rc;
}

/* The file's directory; a new one's own name is durable only when its parent is synced, and so on upwards. */
static bool note_dirs(const struct ma_place *file, struct ma_map *dirs)
{
	struct ma_str dir = file->path;
	bool ok;

	do {
		dir = ma_path_dir(dir);
		ok = ma_map_has(dirs, dir) || ma_map_put(dirs, dir, NULL);
	} while (ok && file->new_dir && dir.n > 0);
	return ok;
}

ma_rc ma_place_settle(const char *root, const struct ma_place *files, size_t n, ma_err *err)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct ma_map dirs = MA_MAP_INIT;
	ma_rc rc = MA_OK;
	size_t i;

	if (fd < 0)
		return ma_fail_sys(err, MA_EIO, errno, "%s", root);
	for (i = 0; i < n && !rc; i++)
		if (!note_dirs(&files[i], &dirs))
			rc = ma_fail_nomem(err);
	if (!rc)
		rc = settle_dirs(fd, &dirs, err);
	ma_map_done(&dirs);
	close(fd);
	return rc;
}
