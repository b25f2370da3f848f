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
#define EXTRA_CA "/run/meta-agent/ca.pem"
#define SYSTEM_CA "/etc/ssl/certs/ca-certificates.crt"
#define RELAY "http://127.0.0.1:" MA_SANDBOX_RELAY_PORT

/* A NULL-terminated list of strings that grows in the launch's arena; `failed` sticks. */
struct list {
	struct ma_arena *arena;
	const char **items;
	size_t n, cap;
	bool failed;
};

static void add(struct list *l, const char *text)
{
	const char **more;

	if (l->n + 2 > l->cap) {
		more = ma_arena_new_n(l->arena, const char *, 2 * l->cap + 32);
		if (!more) {
			l->failed = true;
			return;
		}
		if (l->n > 0)
			memcpy(more, l->items, l->n * sizeof(*more));
		l->items = more;
		l->cap = 2 * l->cap + 32;
	}
	l->items[l->n++] = text;
	l->items[l->n] = NULL;
}

static void add3(struct list *l, const char *a, const char *b, const char *c)
{
	add(l, a);
	add(l, b);
	add(l, c);
}

static const char *format(struct list *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Lives in the arena; "" after a failure, which sticks to the list. */
static const char *format(struct list *l, const char *fmt, ...)
{
	char *text = NULL, *kept;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vasprintf(&text, fmt, args);
	va_end(args);
	kept = n < 0 ? NULL : ma_arena_dup(l->arena, ma_str(text));
	if (n >= 0)
		free(text); /* vasprintf's */
	if (!kept)
		l->failed = true;
	return kept ? kept : "";
}

/* The real path, in the arena; the list fails where it cannot be had. */
static const char *real(struct list *l, const char *path)
{
	char *found = realpath(path, NULL);
	const char *kept = format(l, "%s", found ? found : "");

	if (!found)
		l->failed = true;
	free(found); /* realpath's */
	return kept;
}

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
static ma_rc show_file(struct ma_launch *l, struct list *opts, const char *from, const char *mode,
	const char *as, ma_err *err)
{
	ma_rc rc = keep_fd(l, open(from, O_RDONLY | O_CLOEXEC), from, err);

	if (rc)
		return rc;
	add3(opts, "--perms", mode, "--ro-bind-data");
	add(opts, format(opts, "%d", l->fds[l->fds_n - 1]));
	add(opts, as);
	return MA_OK;
}

static ma_rc show_text(
	struct ma_launch *l, struct list *opts, const char *text, const char *as, ma_err *err)
{
	ma_rc rc = keep_text(l, ma_str(text), err);

	if (rc)
		return rc;
	add3(opts, "--perms", "0444", "--ro-bind-data");
	add(opts, format(opts, "%d", l->fds[l->fds_n - 1]));
	add(opts, as);
	return MA_OK;
}

/* What is seen inside. */

/* /bin and its like: links on a merged system, directories elsewhere. */
static void show_system(struct list *opts)
{
	static const char *const roots[] = { "/bin", "/sbin", "/lib", "/lib32", "/lib64",
		"/libx32" };
	static const char *const files[] = { "/etc/alternatives", "/etc/ld.so.cache",
		"/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ca-certificates",
		"/etc/pki/tls/certs" };
	char target[256];
	ssize_t n;
	size_t i;

	add3(opts, "--ro-bind", "/usr", "/usr");
	for (i = 0; i < MA_COUNT(roots); i++) {
		n = readlink(roots[i], target, sizeof(target));
		if (n > 0 && (size_t)n < sizeof(target))
			add3(opts, "--symlink", format(opts, "%.*s", (int)n, target), roots[i]);
		else
			add3(opts, "--ro-bind-try", roots[i], roots[i]);
	}
	for (i = 0; i < MA_COUNT(files); i++)
		add3(opts, "--ro-bind-try", files[i], files[i]);
}

static ma_rc show_names(
	struct ma_launch *l, struct list *opts, const struct ma_launch_from *from, ma_err *err)
{
	long uid = from->uid < 0 ? (long)getuid() : (long)from->uid,
	     gid = from->uid < 0 ? (long)getgid() : uid;
	ma_rc rc;

	rc = show_text(l, opts, format(opts, "sandbox:x:%ld:%ld::/tmp:/bin/sh\n", uid, gid),
		"/etc/passwd", err);
	if (!rc)
		rc = show_text(l, opts, format(opts, "sandbox:x:%ld:\n", gid), "/etc/group", err);
	if (!rc)
		rc = show_text(
			l, opts, "127.0.0.1 localhost sandbox\n::1 localhost\n", "/etc/hosts", err);
	if (!rc)
		rc = show_text(l, opts, "passwd: files\ngroup: files\nhosts: files\n",
			"/etc/nsswitch.conf", err);
	return rc;
}

/* The user's own extra CA, or else the machine's list: its Node may know neither. */
static const char *extra_ca(void)
{
	const char *ca = getenv("NODE_EXTRA_CA_CERTS");
	struct stat st;

	if (!ca || !*ca)
		ca = SYSTEM_CA;
	return stat(ca, &st) == 0 && S_ISREG(st.st_mode) ? ca : NULL;
}

static ma_rc show_network(
	struct ma_launch *l, struct list *opts, const struct ma_launch_from *from, ma_err *err)
{
	const char *ca = extra_ca();

	if (!from->socket)
		return MA_OK;
	add3(opts, "--ro-bind", from->socket, SOCKET);
	return ca ? show_file(l, opts, ca, "0444", EXTRA_CA, err) : MA_OK;
}

static void confine(struct list *opts, const struct ma_sandbox_cmd *cmd)
{
	static const char *const walls[] = { "--unshare-all", "--unshare-user", "--disable-userns",
		"--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox",
		"--proc", "/proc", "--dev", "/dev", "--size", SHM_SIZE, "--tmpfs", "/dev/shm",
		"--size", TMP_SIZE, "--tmpfs", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/",
		"--chdir" };
	size_t i;

	for (i = 0; i < MA_COUNT(walls); i++)
		add(opts, walls[i]);
	add(opts, cmd->cwd ? format(opts, MA_SANDBOX_WORK "/%s", cmd->cwd) : MA_SANDBOX_WORK);
}

static ma_rc bwrap_options(struct ma_launch *l, struct list *opts,
	const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	ma_rc rc;

	show_system(opts);
	rc = show_names(l, opts, from, err);
	if (!rc)
		rc = show_file(l, opts, from->cage, "0555", MA_SANDBOX_CAGE, err);
	if (!rc)
		rc = show_network(l, opts, from, err);
	if (from->node_dir)
		add3(opts, "--ro-bind", real(opts, from->node_dir), "/opt/node");
	if (cmd->cache)
		add3(opts, "--bind", real(opts, cmd->cache), "/cache");
	add3(opts, "--bind", real(opts, cmd->work), MA_SANDBOX_WORK);
	confine(opts, cmd);
	return rc;
}

/* Options as bubblewrap reads them from a descriptor: each ends in NUL. */
static ma_rc keep_options(struct ma_launch *l, const struct list *opts, ma_err *err)
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

/* The environment. */

static void add_plain(struct list *env)
{
	static const char *const plain[] = { "HOME=/tmp", "TMPDIR=/tmp", "LANG=C.UTF-8",
		"TERM=dumb", "NO_COLOR=1", "CI=1", "npm_config_audit=false", "npm_config_fund=false",
		"npm_config_update_notifier=false", "npm_config_progress=false" };
	size_t i;

	for (i = 0; i < MA_COUNT(plain); i++)
		add(env, plain[i]);
}

/* Soon over where the registry cannot be reached: two attempts, of 20 s each at most. */
static void add_registry(struct list *env, const struct ma_launch_from *from)
{
	const char *proxy = from->socket ? RELAY : NULL;
	const char *ca = from->socket ? EXTRA_CA : extra_ca();
	static const char *const names[] = { "HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
		"http_proxy", "npm_config_https_proxy", "npm_config_proxy" };
	size_t i;

	if (!proxy && from->upstream)
		proxy = format(env, "http://%s", from->upstream);
	for (i = 0; proxy && i < MA_COUNT(names); i++)
		add(env, format(env, "%s=%s", names[i], proxy));
	if (ca && extra_ca())
		add(env, format(env, "NODE_EXTRA_CA_CERTS=%s", ca));
	add(env, format(env, "npm_config_registry=%s", from->registry));
	add(env, "npm_config_fetch_retries=1");
	add(env, "npm_config_fetch_retry_mintimeout=1000");
	add(env, "npm_config_fetch_retry_maxtimeout=2000");
	add(env, "npm_config_fetch_timeout=20000");
	add(env, "npm_config_prefer_offline=true");
}

static void add_environment(
	struct list *env, const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd)
{
	static const char path[] = "/usr/local/bin:/usr/bin:/bin";
	const char *node = from->off ? from->node_dir : "/opt/node";
	const char *cache = from->off ? cmd->cache : "/cache";

	add(env,
		from->node_dir ? format(env, "PATH=%s/bin:%s", node, path)
			       : format(env, "PATH=%s", path));
	add_plain(env);
	add(env,
		cmd->cache ? format(env, "npm_config_cache=%s/npm", cache)
			   : "npm_config_cache=/tmp/npm-cache");
	if (from->registry)
		add_registry(env, from);
	else
		add(env, "npm_config_offline=true");
}

/* The command line. */

static void add_command(struct list *argv, const struct ma_sandbox_cmd *cmd)
{
	size_t i;

	add(argv, "--");
	for (i = 0; cmd->argv[i]; i++)
		add(argv, cmd->argv[i]);
}

static ma_rc enter_bwrap(struct ma_launch *l, struct list *argv, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	struct list opts = { .arena = &l->arena };
	ma_rc rc = bwrap_options(l, &opts, from, cmd, err);

	if (!rc && opts.failed)
		rc = ma_fail(err, MA_EIO,
			"%s or what else is to be seen in the sandbox is not there", cmd->work);
	if (!rc)
		rc = keep_options(l, &opts, err);
	if (rc)
		return rc;
	add3(argv, from->bwrap, "--args", format(argv, "%d", l->fds[l->fds_n - 1]));
	add(argv, "--");
	add(argv, MA_SANDBOX_CAGE);
	if (from->socket)
		add3(argv, "--relay", MA_SANDBOX_RELAY_PORT, SOCKET);
	add_command(argv, cmd);
	return MA_OK;
}

static void enter_directly(struct ma_launch *l, struct list *argv,
	const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd)
{
	add(argv, from->cage);
	add(argv, "--limits-only");
	add_command(argv, cmd);
	l->spec.cwd = cmd->cwd ? format(argv, "%s/%s", cmd->work, cmd->cwd)
			       : format(argv, "%s", cmd->work);
}

ma_rc ma_launch_init(struct ma_launch *l, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	struct list argv = { .arena = &l->arena }, env = { .arena = &l->arena };
	ma_rc rc = MA_OK;

	*l = (struct ma_launch){ .arena = MA_ARENA_INIT(MA_LIMIT_CONFIG) };
	add_environment(&env, from, cmd);
	if (from->off)
		enter_directly(l, &argv, from, cmd);
	else
		rc = enter_bwrap(l, &argv, from, cmd, err);
	if (!rc && (argv.failed || env.failed))
		rc = ma_fail_nomem(err);
	l->spec.argv = argv.items;
	l->spec.envp = env.items;
	l->spec.keep_fds = l->fds;
	l->spec.keep_fds_n = l->fds_n;
	l->spec.output_max = cmd->output_max;
	l->spec.timeout_ms = cmd->timeout_ms;
	l->spec.uid = l->spec.gid = from->uid;
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
