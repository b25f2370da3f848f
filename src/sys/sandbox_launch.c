/*
 * How a command enters the sandbox. Three rules of this file are there because
 * of holes that were found and tried:
 *
 * - bubblewrap makes mount points without regard to symlinks (CVE-2026-87766
 *   before 0.12.0): nothing is ever mounted below /work, whose content is not ours.
 * - --clearenv leaves the caller's environment readable in /proc/1/environ: the
 *   environment given to bubblewrap is the clean one already.
 * - / and /dev would be writable memory without bounds: they are remounted
 *   read-only, the rest is sized.
 *
 * What bubblewrap would have to read as the unprivileged user (the cage, a CA
 * file) is passed by descriptor, so it may lie where that user cannot look.
 * Its options go through a descriptor too, and so stay out of `ps`.
 */
#include "sys/sandbox_launch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"

#define TMP_SIZE "1073741824"
#define SHM_SIZE "67108864"
#define SOCKET "/run/meta-agent/proxy.sock"

/* Descriptors. */

static ma_rc keep_fd(struct ma_launch *l, int fd, const char *what, ma_err *err)
{
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3); /* 0 to 2 will be the child's own */
	int sys = errno;

	if (fd >= 0)
		close(fd);
	if (high < 0)
		return ma_fail_sys(err, MA_EIO, sys, "%s", what);
	MA_ASSERT(l->fds_n < MA_COUNT(l->fds));
	l->fds[l->fds_n++] = high;
	return MA_OK;
}

static ma_rc keep_text(struct ma_launch *l, struct ma_str text, ma_err *err)
{
	int fd = memfd_create("sandbox", MFD_CLOEXEC);

	if (fd >= 0 &&
		(write(fd, text.p, text.n) != (ssize_t)text.n || lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return ma_fail_sys(err, MA_EIO, errno, "writing to memory");
	}
	return keep_fd(l, fd, "writing to memory", err);
}

/* A file of the host's that appears under another name, copied. */
static ma_rc show_file(struct ma_launch *l, struct ma_words *opts, const char *from,
	const char *mode, const char *as, ma_err *err)
{
	ma_rc rc = keep_fd(l, open(from, O_RDONLY | O_CLOEXEC), from, err);

	if (rc)
		return rc;
	ma_words_add3(opts, "--perms", mode, "--ro-bind-data");
	ma_words_add(opts, ma_words_format(opts, "%d", l->fds[l->fds_n - 1]));
	ma_words_add(opts, as);
	return MA_OK;
}

static ma_rc show_text(
	struct ma_launch *l, struct ma_words *opts, const char *text, const char *as, ma_err *err)
{
	ma_rc rc = keep_text(l, ma_str(text), err);

	if (rc)
		return rc;
	ma_words_add3(opts, "--perms", "0444", "--ro-bind-data");
	ma_words_add(opts, ma_words_format(opts, "%d", l->fds[l->fds_n - 1]));
	ma_words_add(opts, as);
	return MA_OK;
}

/* What is seen inside. */

/* /bin and its like: links on a merged system, directories elsewhere. */
static void show_system(struct ma_words *opts)
{
	static const char *const roots[] = { "/bin", "/sbin", "/lib", "/lib32", "/lib64",
		"/libx32" };
	static const char *const files[] = { "/etc/alternatives", "/etc/ld.so.cache",
		"/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ca-certificates",
		"/etc/pki/tls/certs", "/etc/maven/m2.conf", "/etc/maven/logging" };
	char target[256];
	ssize_t n;
	size_t i;

	ma_words_add3(opts, "--ro-bind", "/usr", "/usr");
	for (i = 0; i < MA_COUNT(roots); i++) {
		n = readlink(roots[i], target, sizeof(target));
		if (n > 0 && (size_t)n < sizeof(target))
			ma_words_add3(opts, "--symlink",
				ma_words_format(opts, "%.*s", (int)n, target), roots[i]);
		else
			ma_words_add3(opts, "--ro-bind-try", roots[i], roots[i]);
	}
	for (i = 0; i < MA_COUNT(files); i++)
		ma_words_add3(opts, "--ro-bind-try", files[i], files[i]);
}

/* A Debian's JVM does not start without what its packages keep in /etc. */
static void show_java(struct ma_words *opts)
{
	DIR *dir = opendir("/etc");
	const struct dirent *entry;
	const char *path;

	while (dir && (entry = readdir(dir))) {
		if (!ma_str_starts(ma_str(entry->d_name), "java-") ||
			!ma_str_ends(ma_str(entry->d_name), "-openjdk"))
			continue;
		path = ma_words_format(opts, "/etc/%s", entry->d_name);
		ma_words_add3(opts, "--ro-bind-try", path, path);
	}
	if (dir)
		closedir(dir);
}

static ma_rc show_names(
	struct ma_launch *l, struct ma_words *opts, const struct ma_launch_from *from, ma_err *err)
{
	long uid = from->uid < 0 ? (long)getuid() : (long)from->uid,
	     gid = from->uid < 0 ? (long)getgid() : uid;
	ma_rc rc;

	rc = show_text(l, opts, ma_words_format(opts, "sandbox:x:%ld:%ld::/tmp:/bin/sh\n", uid, gid),
		"/etc/passwd", err);
	if (!rc)
		rc = show_text(
			l, opts, ma_words_format(opts, "sandbox:x:%ld:\n", gid), "/etc/group", err);
	if (!rc)
		rc = show_text(
			l, opts, "127.0.0.1 localhost sandbox\n::1 localhost\n", "/etc/hosts", err);
	if (!rc)
		rc = show_text(l, opts, "passwd: files\ngroup: files\nhosts: files\n",
			"/etc/nsswitch.conf", err);
	return rc;
}

static ma_rc show_network(struct ma_launch *l, struct ma_words *opts,
	const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	const char *ca = ma_launch_ca(cmd->registry, from->registry);

	if (!from->socket)
		return MA_OK;
	ma_words_add3(opts, "--ro-bind", from->socket, SOCKET);
	return ca ? show_file(l, opts, ca, "0444", MA_SANDBOX_CA, err) : MA_OK;
}

static void confine(struct ma_words *opts, const struct ma_sandbox_cmd *cmd)
{
	static const char *const walls[] = { "--unshare-all", "--unshare-user", "--disable-userns",
		"--die-with-parent", "--cap-drop", "ALL", "--hostname", "sandbox", "--proc", "/proc",
		"--dev", "/dev", "--size", SHM_SIZE, "--tmpfs", "/dev/shm", "--size", TMP_SIZE,
		"--tmpfs", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir" };
	size_t i;

	for (i = 0; i < MA_COUNT(walls); i++)
		ma_words_add(opts, walls[i]);
	ma_words_add(opts,
		cmd->cwd ? ma_words_format(opts, MA_SANDBOX_WORK "/%s", cmd->cwd) : MA_SANDBOX_WORK);
}

static ma_rc bwrap_options(struct ma_launch *l, struct ma_words *opts,
	const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	ma_rc rc;

	show_system(opts);
	show_java(opts);
	rc = show_names(l, opts, from, err);
	if (!rc)
		rc = show_file(l, opts, from->cage, "0555", MA_SANDBOX_CAGE, err);
	if (!rc)
		rc = show_network(l, opts, from, cmd, err);
	if (from->node_dir)
		ma_words_add3(opts, "--ro-bind", ma_words_real(opts, from->node_dir), "/opt/node");
	if (cmd->shared)
		ma_words_add3(
			opts, "--ro-bind", ma_words_real(opts, cmd->shared), MA_SANDBOX_SHARED);
	if (cmd->packages)
		ma_words_add3(
			opts, "--bind", ma_words_real(opts, cmd->packages), MA_SANDBOX_PACKAGES);
	ma_words_add3(opts, "--bind", ma_words_real(opts, cmd->work), MA_SANDBOX_WORK);
	confine(opts, cmd);
	return rc;
}

/* Options as bubblewrap reads them from a descriptor: each ends in NUL. */
static ma_rc keep_options(struct ma_launch *l, const struct ma_words *opts, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_rc rc;
	size_t i;

	for (i = 0; i < opts->n; i++)
		ma_buf_add(&b, opts->items[i], strlen(opts->items[i]) + 1);
	rc = ma_buf_check(&b, err);
	if (!rc)
		rc = keep_text(l, ma_buf_str(&b), err);
	ma_buf_done(&b);
	return rc;
}

/* The command line. */

static void add_command(struct ma_words *argv, const struct ma_sandbox_cmd *cmd)
{
	size_t i;

	ma_words_add(argv, "--");
	for (i = 0; cmd->argv[i]; i++)
		ma_words_add(argv, cmd->argv[i]);
}

/* The cage is executed by its descriptor: it may lie where the user that it runs as cannot look. */
static ma_rc enter_cage(
	struct ma_launch *l, struct ma_words *argv, const struct ma_launch_from *from, ma_err *err)
{
	ma_rc rc = keep_fd(l, open(from->cage, O_RDONLY | O_CLOEXEC), from->cage, err);

	if (!rc)
		ma_words_add(argv, ma_words_format(argv, "/proc/self/fd/%d", l->fds[l->fds_n - 1]));
	return rc;
}

static ma_rc enter_bwrap(struct ma_launch *l, struct ma_words *argv,
	const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	struct ma_words opts = { .arena = &l->arena };
	ma_rc rc = bwrap_options(l, &opts, from, cmd, err);

	if (!rc && opts.failed)
		rc = ma_fail(err, MA_EIO,
			"%s or what else is to be seen in the sandbox is not there", cmd->work);
	if (!rc)
		rc = enter_cage(l, argv, from, err);
	if (!rc)
		rc = keep_options(l, &opts, err);
	if (rc)
		return rc;
	ma_words_add3(
		argv, "--watch", ma_words_format(argv, "%d", l->fds[l->fds_n - 2]), from->bwrap);
	ma_words_add(argv, "--args");
	ma_words_add(argv, ma_words_format(argv, "%d", l->fds[l->fds_n - 1]));
	ma_words_add(argv, "--");
	ma_words_add(argv, MA_SANDBOX_CAGE);
	if (from->own_user)
		ma_words_add(argv, "--own-user");
	if (from->socket)
		ma_words_add3(argv, "--relay", MA_SANDBOX_RELAY_PORT, SOCKET);
	add_command(argv, cmd);
	return MA_OK;
}

static void start_in_work(
	struct ma_launch *l, struct ma_words *argv, const struct ma_sandbox_cmd *cmd)
{
	l->spec.cwd = cmd->cwd ? ma_words_format(argv, "%s/%s", cmd->work, cmd->cwd)
			       : ma_words_format(argv, "%s", cmd->work);
}

static void let(struct ma_words *argv, const char *what, const char *path)
{
	if (!path)
		return;
	ma_words_add(argv, what);
	ma_words_add(argv, ma_words_real(argv, path));
}

static ma_rc enter_alone(struct ma_launch *l, struct ma_words *argv,
	const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	ma_rc rc = enter_cage(l, argv, from, err);

	if (rc)
		return rc;
	ma_words_add(argv, "--alone");
	if (from->own_user)
		ma_words_add(argv, "--own-user");
	let(argv, "--write", cmd->work);
	let(argv, "--write", cmd->packages);
	let(argv, "--write", from->tmp);
	let(argv, "--read", cmd->shared);
	let(argv, "--read", from->node_dir);
	add_command(argv, cmd);
	start_in_work(l, argv, cmd);
	return MA_OK;
}

static void enter_directly(struct ma_launch *l, struct ma_words *argv,
	const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd)
{
	ma_words_add(argv, from->cage);
	ma_words_add(argv, "--limits-only");
	add_command(argv, cmd);
	start_in_work(l, argv, cmd);
}

ma_rc ma_launch_init(struct ma_launch *l, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	struct ma_words argv = { .arena = &l->arena }, env = { .arena = &l->arena };
	ma_rc rc = MA_OK;

	*l = (struct ma_launch){ .arena = MA_ARENA_INIT(MA_LIMIT_CONFIG) };
	rc = ma_launch_environment(&env, from, cmd, err);
	if (!rc && from->off)
		enter_directly(l, &argv, from, cmd);
	else if (!rc && from->alone)
		rc = enter_alone(l, &argv, from, cmd, err);
	else if (!rc)
		rc = enter_bwrap(l, &argv, from, cmd, err);
	if (!rc && argv.failed)
		rc = ma_fail_nomem(err);
	l->spec.argv = argv.items;
	l->spec.envp = env.items;
	l->spec.keep_fds = l->fds;
	l->spec.keep_fds_n = l->fds_n;
	l->spec.output_max = cmd->output_max;
	l->spec.tail_max = cmd->tail_max;
	l->spec.timeout_ms = cmd->timeout_ms;
	l->spec.uid = l->spec.gid = from->uid;
	l->spec.own_user = from->alone && from->own_user;
	if (rc)
		ma_launch_done(l);
	return rc;
}

void ma_launch_done(struct ma_launch *l)
{
	while (l->fds_n > 0)
		close(l->fds[--l->fds_n]);
	ma_arena_done(&l->arena);
}

static const char *copy_text(struct ma_arena *arena, const char *text, bool *ok)
{
	const char *copy = text ? ma_arena_dup(arena, ma_str(text)) : NULL;

	if (text && !copy)
		*ok = false;
	return copy;
}

bool ma_launch_copy(
	struct ma_arena *arena, const struct ma_sandbox_cmd *cmd, struct ma_sandbox_cmd *out)
{
	const char **argv;
	bool ok = true;
	size_t n = 0, i;

	while (cmd->argv[n])
		n++;
	argv = ma_arena_new_n(arena, const char *, n + 1);
	if (!argv)
		return false;
	for (i = 0; i < n; i++)
		argv[i] = copy_text(arena, cmd->argv[i], &ok);
	*out = *cmd;
	out->argv = argv;
	out->work = copy_text(arena, cmd->work, &ok);
	out->cwd = copy_text(arena, cmd->cwd, &ok);
	out->packages = copy_text(arena, cmd->packages, &ok);
	out->shared = copy_text(arena, cmd->shared, &ok);
	return ok;
}
