/* Landlock by its system calls: neither libc wraps them, nor do the headers of every supported kernel know all flags. */
#include "cage/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13) /* version 2 */
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* version 3 */
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15) /* version 5 */
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP (1ULL << 0) /* version 4 */
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (1ULL << 1)
#endif
#define SCOPE_ABSTRACT_UNIX (1ULL << 0) /* version 6 */
#define SCOPE_SIGNAL (1ULL << 1)

#define READ \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define DEVICE                                                                \
	(READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE | \
		LANDLOCK_ACCESS_FS_IOCTL_DEV)
#define OF_FILES                                                              \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |          \
		LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE | \
		LANDLOCK_ACCESS_FS_IOCTL_DEV)

#define MAKE_DEVICES (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)

struct ruleset {
	uint64_t fs, net, scoped;
};

/* TCP is not handled: the sandbox has a network of its own, and tests start servers on it. */
static struct ruleset rules_of_version(long version)
{
	struct ruleset r = { .fs = (1ULL << 13) - 1 };

	if (version >= 2)
		r.fs |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		r.fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
	if (version >= 5)
		r.fs |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	if (version >= 6)
		r.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	return r;
}

/* Older kernels refuse a struct that is longer than theirs. */
static size_t size_of_version(long version)
{
	if (version >= 6)
		return sizeof(struct ruleset);
	return version >= 4 ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, net);
}

static void allow(int rules, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr beneath = { .allowed_access = access };
	struct stat st;

	beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0) {
		if (errno == ENOENT) /* not every command gets packages */
			return;
		cage_die(path);
	}
	if (fstat(beneath.parent_fd, &st))
		cage_die(path);
	if (!S_ISDIR(st.st_mode))
		beneath.allowed_access &= OF_FILES;
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0))
		cage_die(path);
	close(beneath.parent_fd);
}

static long version_here(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static int make_rules(const struct ruleset *r, long version)
{
	int rules = (int)syscall(SYS_landlock_create_ruleset, r, size_of_version(version), 0);

	if (rules < 0)
		cage_die("landlock");
	return rules;
}

static void enforce(int rules)
{
	if (syscall(SYS_landlock_restrict_self, rules, 0))
		cage_die("landlock");
	close(rules);
}

void cage_landlock(void)
{
	long version = version_here();
	struct ruleset r;
	int rules;

	if (version < 1)
		return;
	r = rules_of_version(version);
	rules = make_rules(&r, version);
	allow(rules, "/", READ & r.fs);
	allow(rules, "/dev", DEVICE & r.fs);
	allow(rules, "/dev/shm", r.fs);
	allow(rules, "/tmp", r.fs);
	allow(rules, "/work", r.fs);
	allow(rules, "/packages", r.fs);
	enforce(rules);
}

/* What the sandbox with mounts of its own shows of the system. */
static const char *const seen[] = { "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32",
	"/etc/alternatives", "/etc/ld.so.cache", "/etc/ssl/certs", "/etc/ssl/openssl.cnf",
	"/etc/ca-certificates", "/etc/pki/tls/certs", "/etc/passwd", "/etc/group", "/etc/hosts",
	"/etc/nsswitch.conf", "/etc/localtime", "/proc" };

static const char *const devices[] = { "/dev/null", "/dev/zero", "/dev/full", "/dev/random",
	"/dev/urandom" };

void cage_landlock_alone(const struct cage_view *view)
{
	long version = version_here();
	struct ruleset r;
	unsigned i;
	int rules;

	if (version < 6) {
		errno = ENOTSUP;
		cage_die("landlock");
	}
	r = rules_of_version(version);
	r.net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP; /* none is allowed */
	rules = make_rules(&r, version);
	for (i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		allow(rules, seen[i], READ & r.fs);
	for (i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		allow(rules, devices[i], DEVICE & r.fs);
	for (i = 0; i < view->readable_n; i++)
		allow(rules, view->readable[i], READ & r.fs);
	for (i = 0; i < view->writable_n; i++)
		allow(rules, view->writable[i], r.fs & ~MAKE_DEVICES);
	enforce(rules);
}
