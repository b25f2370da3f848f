/* Control groups: where they may be made, one for each command, and those that were left behind. */
#include "sys/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/str.h"
#include "sys/fs.h"

#define PREFIX "meta-agent-"
#define PIDS_MAX "2048"
#define CPU_WEIGHT "50" /* of 100, which is what everybody else has */
#define FILE_MAX (64 * MA_KIB)

/* Files of a group. */

static ma_rc path_of(struct ma_buf *out, const char *group, const char *name, ma_err *err)
{
	ma_buf_clear(out);
	ma_path_join(out, ma_str(group), ma_str(name));
	return ma_buf_check(out, err);
}

/* 0, or the errno. An ordinary directory stands in for a group in tests, and has no such file yet: a group never lets one be made. */
static int put(int dir, const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600), sys = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		sys = errno;
	close(fd);
	return sys;
}

static int open_group(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Where. */

/* The mount point of the hierarchy, of /proc/self/mounts: "cgroup2 /sys/fs/cgroup cgroup2 rw,... 0 0". */
static ma_rc find_mount(char **out, ma_err *err)
{
	struct ma_str rest, line, what, where, type;
	char *text = NULL;
	ma_rc rc = ma_fs_read("/proc/self/mounts", MA_LIMIT_CONFIG, &text, NULL, err);

	*out = NULL;
	if (rc)
		return rc;
	rest = ma_str(text);
	while (!*out && !rc && ma_str_line(&rest, &line))
		if (ma_str_cut(&line, ' ', &what) && ma_str_cut(&line, ' ', &where) &&
			ma_str_cut(&line, ' ', &type) && ma_str_is(type, "cgroup2")) {
			*out = ma_strndup(where.p, where.n);
			rc = *out ? MA_OK : ma_fail_nomem(err);
		}
	ma_free(text);
	if (!rc && !*out)
		rc = ma_fail(err, MA_EUNAVAILABLE, "control groups (version 2) are not mounted");
	return rc;
}

/* Our own group, of /proc/self/cgroup: "0::/user.slice/…". */
static ma_rc own_group(const char *root, struct ma_buf *out, ma_err *err)
{
	struct ma_str rest, line;
	char *text = NULL;
	ma_rc rc = ma_fs_read("/proc/self/cgroup", FILE_MAX, &text, NULL, err);

	if (rc)
		return rc;
	rest = ma_str(text);
	ma_buf_clear(out);
	while (ma_str_line(&rest, &line))
		if (ma_str_starts(line, "0::/"))
			ma_buf_addf(out, "%s/" MA_STR_FMT, root, (int)line.n - 4, line.p + 4);
	ma_free(text);
	return ma_buf_check(out, err);
}

static bool has_word(const char *text, const char *wanted)
{
	struct ma_str rest = ma_str(text), line = MA_STR(""), word;

	(void)ma_str_line(&rest, &line); /* there may be none */
	while (ma_str_cut(&line, ' ', &word))
		if (ma_str_is(word, wanted))
			return true;
	return false;
}

/* What a group gives to those below it. */
static ma_rc read_controllers(struct ma_cgroups *c, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *text = NULL;
	ma_rc rc = path_of(&path, c->path, "cgroup.subtree_control", err);

	if (!rc)
		rc = ma_fs_read(path.p, FILE_MAX, &text, NULL, err);
	if (!rc) {
		c->memory = has_word(text, "memory");
		c->pids = has_word(text, "pids");
		c->cpu = has_word(text, "cpu");
	}
	ma_free(text);
	ma_buf_done(&path);
	return rc;
}

/* Whether it is ours to divide. Root may write anywhere: then somebody must have said so, or there is nobody who manages it. */
static bool is_ours(const char *path, bool top)
{
	char mark[4] = "";

	if (access(path, W_OK | X_OK))
		return false;
	return geteuid() != 0 || top || getxattr(path, "trusted.delegate", mark, sizeof(mark)) > 0;
}

/* Ask for what is missing; a group with processes in it is refused, unless it is the top. */
static void enable(const char *path)
{
	static const char *const wanted[] = { "+memory", "+pids", "+cpu" };
	int dir = open_group(path);
	size_t i;

	for (i = 0; i < MA_COUNT(wanted) && dir >= 0; i++)
		(void)put(dir, "cgroup.subtree_control", wanted[i]); /* what came of it is read */
	if (dir >= 0)
		close(dir);
}

static ma_rc consider(const char *path, bool top, bool own, struct ma_cgroups *c, ma_err *err)
{
	ma_rc rc;

	if (!is_ours(path, top))
		return ma_fail(err, MA_EUNAVAILABLE, "%s is not delegated to this user", path);
	c->path = ma_strdup(path);
	if (!c->path)
		return ma_fail_nomem(err);
	rc = read_controllers(c, err);
	if (!rc && own && !(c->memory && c->pids)) {
		enable(path);
		rc = read_controllers(c, err);
	}
	if (!rc && !c->memory && !c->pids)
		rc = ma_fail(err, MA_EUNAVAILABLE,
			"%s hands down neither memory nor pids to groups below it", path);
	if (rc)
		ma_cgroups_done(c);
	return rc;
}

ma_rc ma_cgroups_find(const char *root, struct ma_cgroups *out, ma_err *err)
{
	struct ma_buf own = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_cgroups c = { .path = NULL };
	ma_err above = { .code = MA_OK };
	struct ma_str parent;
	char *mount = NULL, *up;
	size_t n;
	ma_rc rc = root ? MA_OK : find_mount(&mount, err);

	root = root ? root : mount;
	if (!rc)
		rc = own_group(root, &own, err);
	n = rc ? 0 : strlen(root);
	if (!rc)
		rc = consider(own.p, own.n <= n + 1, true, &c, err);
	parent = own.n > n + 1 ? ma_path_dir(ma_buf_str(&own)) : MA_STR("");
	/* processes are only in the leaves: what lies above ours may be handed down where ours may not */
	if (rc == MA_EUNAVAILABLE && parent.n > n && geteuid() != 0) {
		up = ma_strndup(parent.p, parent.n);
		rc = up ? consider(up, false, false, &c, &above) : MA_ENOMEM;
		ma_free(up);
		if (rc == MA_ENOMEM)
			rc = ma_fail_nomem(err);
	}
	ma_buf_done(&own);
	ma_free(mount);
	if (!rc)
		*out = c;
	return rc;
}

void ma_cgroups_done(struct ma_cgroups *cgroups)
{
	ma_free(cgroups->path);
	*cgroups = (struct ma_cgroups){ .path = NULL };
}

/* The end of a group. */

static void pause_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	(void)nanosleep(&t, NULL); /* a signal only makes it shorter */
}

/* Everything in it is killed. False: the kernel has not ended all of it yet. */
static bool end_group(const char *path, int dir)
{
	(void)put(dir, "cgroup.kill",
		"1"); /* before Linux 5.14 they are ended as they would be without */
	return rmdir(path) == 0 || errno != EBUSY;
}

static bool on_entry(void *data, const char *name, bool is_dir)
{
	const char *above = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { MA_OK, 0, "" };
	int dir = -1;

	if (!is_dir || !ma_str_starts(ma_str(name), PREFIX))
		return true;
	if (path_of(&path, above, name, &ignored) == MA_OK)
		dir = open_group(path.p);
	if (dir >= 0 && flock(dir, LOCK_EX | LOCK_NB) == 0)
		(void)end_group(path.p, dir); /* else it goes with the one after this */
	if (dir >= 0)
		close(dir);
	ma_buf_done(&path);
	return true;
}

/* A group. */

/* Three quarters of the machine's, so that it is not the machine that runs out. */
static void memory_text(char *out, size_t size)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGE_SIZE);

	(void)snprintf(
		out, size, "%ld", pages > 0 && page > 0 ? pages / 4 * 3 * page : -1); /* fits */
}

static int set_ceilings(const struct ma_cgroups *in, int dir)
{
	char memory[32];
	int sys = 0;

	memory_text(memory, sizeof(memory));
	if (in->memory) {
		sys = put(dir, "memory.max", memory);
		(void)put(dir, "memory.swap.max", "0");  /* not there without swap */
		(void)put(dir, "memory.oom.group", "1"); /* not before Linux 4.19 */
	}
	if (in->pids && !sys)
		sys = put(dir, "pids.max", PIDS_MAX);
	if (in->cpu && !sys)
		sys = put(dir, "cpu.weight", CPU_WEIGHT);
	return sys;
}

#define AT_ONCE 4096 /* of one process */

/* Under the first name that nobody has. */
static ma_rc make_dir(const struct ma_cgroups *in, struct ma_cgroup *out, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char name[64];
	int n = 0;
	ma_rc rc;

	do {
		(void)snprintf(name, sizeof(name), PREFIX "%ld-%d", (long)getpid(), n); /* fits */
		rc = path_of(&path, in->path, name, err);
		if (!rc && mkdir(path.p, 0755))
			rc = ma_fail_sys(err, MA_EIO, errno, "%s", path.p);
	} while (rc && err->sys == EEXIST && ++n < AT_ONCE);
	if (!rc && !(out->path = ma_strndup(path.p, path.n))) {
		(void)rmdir(path.p); /* it is empty */
		rc = ma_fail_nomem(err);
	}
	ma_buf_done(&path);
	return rc;
}

ma_rc ma_cgroup_make(const struct ma_cgroups *in, struct ma_cgroup *out, ma_err *err)
{
	ma_err ignored = { MA_OK, 0, "" };
	int sys = 0, above = open_group(in->path);
	ma_rc rc;

	*out = (struct ma_cgroup)MA_CGROUP_NONE;
	if (above < 0 ||
		flock(above, LOCK_EX)) { /* else another could take ours for one that was left */
		rc = ma_fail_sys(err, MA_EIO, errno, "%s", in->path);
		goto out;
	}
	(void)ma_fs_list(in->path, on_entry, in->path, &ignored); /* what is left does no harm */
	rc = make_dir(in, out, err);
	if (rc)
		goto out;
	out->lock = open_group(out->path);
	if (out->lock < 0 || flock(out->lock, LOCK_EX | LOCK_NB))
		sys = errno;
	if (!sys)
		sys = set_ceilings(in, out->lock);
	if (!sys) {
		out->procs = openat(out->lock, "cgroup.procs", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		sys = out->procs < 0 ? errno : 0;
	}
	if (sys)
		rc = ma_fail_sys(err, MA_EIO, sys, "%s", out->path);
out:
	if (above >= 0)
		close(above);
	return rc;
}

bool ma_cgroup_end(struct ma_cgroup *cgroup)
{
	if (!cgroup->path || cgroup->lock < 0)
		return true;
	if (!end_group(cgroup->path, cgroup->lock))
		return false;
	ma_free(cgroup->path);
	cgroup->path = NULL;
	return true;
}

void ma_cgroup_done(struct ma_cgroup *cgroup)
{
	(void)ma_cgroup_end(cgroup); /* else it is left to the next */
	if (cgroup->procs >= 0)
		close(cgroup->procs);
	if (cgroup->lock >= 0)
		close(cgroup->lock);
	ma_free(cgroup->path);
	*cgroup = (struct ma_cgroup)MA_CGROUP_NONE;
}

void ma_cgroup_remove(struct ma_cgroup *cgroup)
{
	int waited;

	for (waited = 0; !ma_cgroup_end(cgroup) && waited < MA_CGROUP_WAIT_MS;
		waited += MA_CGROUP_STEP_MS)
		pause_ms(MA_CGROUP_STEP_MS);
	ma_cgroup_done(cgroup);
}
