/* What of this machine checks depend on. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/sandbox.h"
#include "verify/inputs.h"

#define PROGRAMS_MAX 2000 /* of a directory; with more, the others are only told by its own times */

/* Size and times of a file or a directory, and which it is: another version has others. */
static void add_stamp(struct ma_buf *text, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return;
	ma_buf_addf(text, "%s %lld %lld.%09ld %lld.%09ld %llu\n", path, (long long)st.st_size,
		(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (long long)st.st_ctim.tv_sec,
		st.st_ctim.tv_nsec, (unsigned long long)st.st_ino);
}

static bool on_library(void *data, const char *name, bool is_dir)
{
	static const char *const below[] = { "", "/dist-packages", "/site-packages" };
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	size_t i;

	for (i = 0; i < MA_COUNT(below) && is_dir; i++) {
		ma_buf_clear(&path);
		ma_buf_addf(&path, "/usr/local/lib/%s%s", name, below[i]);
		if (!path.rc)
			add_stamp(data, path.p);
	}
	ma_buf_done(&path);
	return true;
}

struct programs {
	const char *dir;
	struct ma_buf *text;
	size_t left;
};

static bool on_program(void *data, const char *name, bool is_dir)
{
	struct programs *p = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_path_join(&path, ma_str(p->dir), ma_str(name));
	if (!path.rc && !is_dir)
		add_stamp(p->text, path.p);
	ma_buf_done(&path);
	return --p->left > 0;
}

void ma_inputs_add_programs(const char *dir, struct ma_buf *text)
{
	struct programs p = { dir, text, PROGRAMS_MAX };
	ma_err ignored = { .code = MA_OK };

	(void)ma_fs_list(dir, on_program, &p, &ignored); /* without it there are none */
}

/* What package managers say that they have, and where people put what none of them has. */
static void add_system(struct ma_buf *text)
{
	static const char *const places[] = { "/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite",
		"/usr/lib/sysimage/rpm/rpmdb.sqlite", "/lib/apk/db/installed",
		"/var/lib/pacman/local", "/etc/alternatives", "/usr/bin", "/usr/local/bin",
		"/usr/local/lib", "/usr/local/lib/node_modules" };
	ma_err ignored = { .code = MA_OK };
	struct utsname os;
	size_t i;

	for (i = 0; i < MA_COUNT(places); i++)
		add_stamp(text, places[i]);
	/* without that directory there is nothing in it */
	(void)ma_fs_list("/usr/local/lib", on_library, text, &ignored);
	ma_inputs_add_programs("/usr/local/bin", text);
	if (uname(&os) == 0)
		ma_buf_addf(text, "%s %s %s\n", os.sysname, os.release, os.machine);
}

/* The program, the library if this is in one, and what stands between a command and the machine. */
static void add_ourselves(struct ma_buf *text)
{
	static const char anchor = 0;
	ma_err ignored = { .code = MA_OK };
	char *cage = NULL;
	Dl_info library;

	add_stamp(text, "/proc/self/exe");
	if (dladdr(&anchor, &library) && library.dli_fname)
		add_stamp(text, library.dli_fname);
	if (ma_sandbox_cage(&cage, &ignored) == MA_OK && cage)
		add_stamp(text, cage);
	ma_free(cage);
}

static void add_program(struct ma_buf *text, const char *node, const char *program)
{
	const char *const dirs[] = { node ? node : "", "/usr/local", "/usr", "" };
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	size_t i;

	for (i = 0; i < MA_COUNT(dirs); i++) {
		ma_buf_clear(&path);
		ma_buf_addf(&path, "%s/bin/%s", dirs[i], program);
		if (!path.rc)
			add_stamp(text, path.p);
	}
	ma_buf_done(&path);
}

void ma_inputs_add_confinement(struct ma_buf *text)
{
	static const char *const files[] = { "/proc/sys/kernel/random/boot_id", "/proc/self/cgroup",
		"/proc/sys/user/max_user_namespaces", "/proc/sys/kernel/unprivileged_userns_clone",
		"/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
		"/sys/kernel/security/lsm" };
	const char *path = getenv("PATH");
	ma_err ignored = { .code = MA_OK };
	char *content;
	size_t i;

	ma_buf_addf(text, "%ld %s\n", (long)geteuid(), path ? path : "");
	add_ourselves(text);
	add_program(text, NULL, "bwrap");
	for (i = 0; i < MA_COUNT(files); i++) {
		content = NULL;
		if (ma_fs_read(files[i], MA_LIMIT_CONFIG, &content, NULL, &ignored) == MA_OK)
			ma_buf_addf(text, "%s %s\n", files[i], content);
		ma_free(content);
	}
}

void ma_inputs_add_machine(
	const struct ma_step *steps, size_t n, const char *node, struct ma_buf *text)
{
	static const char *const of_node[] = { "node", "npm", "npx" };
	size_t i;

	ma_buf_adds(text, "meta-agent " MA_VERSION "\n");
	add_ourselves(text);
	add_system(text);
	for (i = 0; i < MA_COUNT(of_node); i++)
		add_program(text, node, of_node[i]);
	for (i = 0; i < n; i++)
		if (steps[i].tool)
			add_program(text, node, steps[i].tool->program);
}
