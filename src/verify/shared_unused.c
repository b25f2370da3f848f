/* What goes from the store of shared packages: what no run used for long, and what killed writers left. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "verify/shared.h"

#define DAY_S 86400
#define YOUNG_S 60 /* somebody may be at it */
#define PID_MAX_DIGITS 9

static int64_t now_s(void)
{
	struct ma_clock *clock = ma_clock_system();

	return clock->wall_ms(clock) / 1000;
}

int ma_shared_open(const char *store)
{
	int fd = open(store, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) || st.st_uid != geteuid() || (st.st_mode & 022))) {
		close(fd);
		return -1;
	}
	return fd;
}

void ma_shared_note_use(const char *path)
{
	static const struct timespec now[] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_NOW } };
	struct stat st;

	if (lstat(path, &st) == 0 && now_s() - (int64_t)st.st_mtime >= DAY_S)
		(void)utimensat(AT_FDCWD, path, now, AT_SYMLINK_NOFOLLOW); /* then it goes sooner */
}

struct sweep {
	const char *dir;
	int64_t now, days;
	bool dry;
	int levels;
	struct ma_packages_swept *out;
	ma_rc rc;
	ma_err *err;
};

/* "NAME.PID", of a process that is no more: ma_shared_put(). */
static bool is_left(const char *name, int64_t age)
{
	const char *dot = strrchr(name, '.');
	int64_t pid = 0;
	const char *c;

	if (!dot || age < YOUNG_S || strlen(dot + 1) > PID_MAX_DIGITS)
		return false;
	for (c = dot + 1; *c >= '0' && *c <= '9'; c++)
		pid = 10 * pid + (*c - '0');
	return *c == '\0' && pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH;
}

static void look_at_file(struct sweep *s, const char *path, const char *name)
{
	struct stat st;
	int64_t age;
	bool left;

	if (lstat(path, &st) || !S_ISREG(st.st_mode))
		return;
	age = s->now - (int64_t)st.st_mtime;
	left = is_left(name, age);
	if (!left && s->days > 0 && age < s->days * DAY_S)
		return;
	if (!s->dry && unlink(path) && errno != ENOENT) {
		s->rc = ma_fail_sys(s->err, MA_EIO, errno, "removing %s", path);
		return;
	}
	s->out->left += left;
	s->out->files += !left;
	s->out->bytes += st.st_size;
}

static void look(struct sweep *s);

static bool see(void *data, const char *name, bool is_dir)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct sweep *s = data, below = *s;

	ma_buf_addf(&path, "%s/%s", s->dir, name);
	s->rc = ma_buf_check(&path, s->err);
	if (!s->rc && !is_dir) {
		look_at_file(s, path.p, name);
	} else if (!s->rc && s->levels > 0) {
		below.dir = path.p;
		below.levels--;
		look(&below);
		s->rc = below.rc;
	}
	ma_buf_done(&path);
	return s->rc == MA_OK;
}

/* A directory goes with the last file in it; an empty one stays, as those of cargo say something by being there. */
static void look(struct sweep *s)
{
	int64_t before = s->out->files + s->out->left;
	ma_rc rc = ma_fs_list(s->dir, see, s, s->err);

	if (!s->rc)
		s->rc = rc;
	if (!s->rc && !s->dry && s->levels < MA_LIMIT_PATH_LEVELS &&
		s->out->files + s->out->left > before)
		(void)rmdir(s->dir); /* there is more in it */
}

ma_rc ma_packages_sweep(
	const char *cache, int64_t days, bool dry, struct ma_packages_swept *out, ma_err *err)
{
	struct ma_buf store = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct sweep s = { .now = now_s(),
		.days = days,
		.dry = dry,
		.levels = MA_LIMIT_PATH_LEVELS,
		.out = out,
		.err = err };
	int lock = -1;

	*out = (struct ma_packages_swept){ .in_use = false };
	ma_buf_addf(&store, "%s/packages", cache);
	s.rc = ma_buf_check(&store, err);
	if (!s.rc)
		lock = ma_shared_open(store.p);
	if (lock >= 0) {
		out->in_use = flock(lock, LOCK_EX | LOCK_NB) != 0;
		s.dir = store.p;
		if (!out->in_use && dry)
			(void)flock(lock, LOCK_SH); /* nobody else need do without */
		if (!out->in_use)
			look(&s);
		close(lock);
	}
	ma_buf_done(&store);
	return s.rc;
}
