/* What the machine gives: found, and tried once. */
#include "sys/sandbox_probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/scratch.h"

#define TRIAL_MS 5000

/* Finding things. */

static bool can_run(const char *path)
{
	return access(path, X_OK) == 0 && !ma_fs_is_dir(path);
}

/* The first of `names` beneath `dir` that can be run; lives in the arena. */
static const char *beneath(struct ma_arena *arena, struct ma_str dir, const char *const *names)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *found = NULL;

	for (; *names && !found; names++) {
		ma_buf_clear(&b);
		ma_path_join(&b, dir, ma_str(*names));
		if (!b.rc && can_run(b.p))
			found = ma_arena_dup(arena, ma_buf_str(&b));
	}
	ma_buf_done(&b);
	return found;
}

/* Installed, beside the program, or in a build tree, where programs are two floors below or in tests/. */
static const char *find_cage(struct ma_arena *arena)
{
	static const char *const names[] = { "meta-agent-cage", "../libexec/meta-agent-cage",
		"../cage/meta-agent-cage", "../src/cage/meta-agent-cage", NULL };
	static const char *const installed[] = { "meta-agent-cage", NULL };
	ma_err err = { .code = MA_OK };
	const char *found = NULL;
	char *self = NULL;

	if (ma_fs_self(&self, &err) == MA_OK)
		found = beneath(arena, ma_path_dir(ma_str(self)), names);
	ma_free(self);
	return found ? found : beneath(arena, MA_STR(MA_LIBEXECDIR), installed);
}

ma_rc ma_sandbox_cage(char **out, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	const char *found = find_cage(&arena);
	char *copy = found ? ma_strdup(found) : NULL;

	ma_arena_done(&arena);
	if (found && !copy)
		return ma_fail_nomem(err);
	*out = copy;
	return MA_OK;
}

static const char *find_bwrap(struct ma_arena *arena)
{
	static const char *const names[] = { "bwrap", NULL };
	struct ma_str path = ma_str(getenv("PATH")), dir;
	const char *found = beneath(arena, MA_STR("/usr/bin"), names);

	while (!found && ma_str_cut(&path, ':', &dir))
		if (ma_str_starts(dir, "/"))
			found = beneath(arena, dir, names);
	return found;
}

/* A short command, run to its end on a loop of its own. */

struct brief {
	int exit_code;
	char text[512]; /* the first line it printed */
};

static void on_brief_done(void *data, const struct ma_proc_result *result)
{
	struct brief *b = data;
	struct ma_str rest = result->output, line = MA_STR("");

	b->exit_code = result->exit_code;
	(void)ma_str_line(&rest, &line); /* none is empty */
	(void)snprintf(
		b->text, sizeof(b->text), MA_STR_FMT, MA_STR_ARG(line)); /* a long line is cut */
}

static ma_rc run_brief(struct ma_proc_spec *spec, struct brief *out, ma_err *err)
{
	struct ma_loop *loop = NULL;
	struct ma_proc *proc;
	ma_rc rc;

	spec->output_max = 4 * MA_KIB;
	spec->timeout_ms = TRIAL_MS;
	rc = ma_loop_new(&loop, err);
	if (!rc)
		rc = ma_proc_start(loop, spec, NULL, on_brief_done, out, &proc, err);
	if (!rc)
		ma_loop_run(loop);
	ma_loop_free(loop);
	return rc;
}

/* What this machine gives. */

static const char *mend_for_namespaces(void)
{
	char *text = NULL;
	ma_err err = { .code = MA_OK };
	bool apparmor = ma_fs_read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 16,
				&text, NULL, &err) == MA_OK &&
		text[0] == '1';

	ma_free(text);
	if (apparmor)
		return "allow it with: sysctl kernel.apparmor_restrict_unprivileged_userns=0";
	return "unprivileged user namespaces must be allowed here (kernel.unprivileged_userns_clone, "
	       "user.max_user_namespaces, or the container's own seccomp profile)";
}

static ma_rc try_in(const struct ma_launch_from *from, const char *work, ma_err *err)
{
	static const char *const argv[] = { "true", NULL };
	struct ma_sandbox_cmd cmd = { .argv = argv, .work = work };
	struct brief brief = { 0 };
	struct ma_launch launch;
	ma_rc rc;

	if (from->uid >= 0 && chown(work, (uid_t)from->uid, (gid_t)from->uid))
		return ma_fail_sys(err, MA_EIO, errno, "giving %s away", work);
	rc = ma_launch_init(&launch, from, &cmd, err);
	if (rc)
		return rc;
	rc = run_brief(&launch.spec, &brief, err);
	ma_launch_done(&launch);
	if (rc)
		return ma_err_wrap(err, "the sandbox");
	if (brief.exit_code != 0)
		return ma_fail(err, MA_EUNAVAILABLE, "the sandbox cannot work here: %s; %s",
			brief.text[0] ? brief.text : "its trial run ended without a word",
			from->alone ? "Landlock of Linux 6.12 or newer is needed"
				    : mend_for_namespaces());
	return MA_OK;
}

static ma_rc try_once(const struct ma_launch_from *from, ma_err *err)
{
	struct ma_launch_from trial = *from;
	ma_err ignored = { .code = MA_OK };
	struct ma_scratch work;
	ma_rc rc = ma_scratch_make("meta-agent-trial-", &work, err);

	trial.tmp = from->alone ? work.path : NULL;
	if (!rc)
		rc = try_in(&trial, work.path, err);
	/* The trial counts, not whether an empty directory could be removed. */
	(void)ma_scratch_remove(&work, &ignored);
	ma_scratch_done(&work);
	return rc;
}

static long landlock_version(void)
{
	return syscall(
		SYS_landlock_create_ruleset, NULL, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
}

static const char *group_text(const struct ma_launch_from *from)
{
	if (!from->cgroups.path)
		return "";
	return !from->cgroups.pids      ? ", cgroup (memory)"
		: !from->cgroups.memory ? ", cgroup (processes)"
					: ", cgroup (memory, processes)";
}

static void ask_version(const struct ma_launch_from *from, char *out, size_t size)
{
	const char *argv[] = { from->bwrap, "--version", NULL }, *envp[] = { NULL };
	struct ma_proc_spec spec = { .argv = argv, .envp = envp, .uid = from->uid, .gid = from->uid };
	struct brief brief = { 0 };
	ma_err err = { .code = MA_OK };
	bool told = run_brief(&spec, &brief, &err) == MA_OK && brief.exit_code == 0;

	(void)snprintf(out, size, "%.60s", told ? brief.text : "bubblewrap"); /* fits */
}

static void describe(const struct ma_launch_from *from, const char *version, char *text, size_t size)
{
	long uid = from->uid < 0 ? (long)getuid() : (long)from->uid;
	long landlock = landlock_version();
	char walls[32] = "no landlock";

	if (from->alone) {
		(void)snprintf(text, size, "landlock %ld alone, uid %ld, seccomp, no sockets%s",
			landlock, uid, group_text(from)); /* fits */
		return;
	}
	if (landlock > 0)
		(void)snprintf(walls, sizeof(walls), "landlock %ld", landlock); /* fits */
	(void)snprintf(text, size, "%s, uid %ld, seccomp, %s%s", version, uid, walls,
		group_text(from)); /* fits */
}

static ma_rc try_bwrap(struct ma_launch_from *f, struct ma_arena *arena, ma_err *err)
{
	f->bwrap = find_bwrap(arena);
	if (f->bwrap)
		return try_once(f, err);
	return ma_fail(err, MA_EUNAVAILABLE,
		"there is no sandbox: bubblewrap is not installed (Debian: apt-get install bubblewrap)");
}

static ma_rc try_alone(struct ma_launch_from *f, ma_err *err)
{
	f->alone = true;
	if (f->uid < 0 && geteuid() == 0)
		return ma_fail(err, MA_EUNAVAILABLE, "Landlock alone never confines root");
	return try_once(f, err);
}

/* Whether a command can be put into a group of its own; it does without where it cannot. */
static ma_rc try_groups(struct ma_launch_from *f, const char *root, ma_err *err)
{
	const char *argv[] = { f->cage, "--limits-only", "--", "true", NULL },
		   *envp[] = { "PATH=/usr/bin:/bin", NULL };
	struct ma_proc_spec spec = { .argv = argv, .envp = envp };
	struct ma_cgroup group = MA_CGROUP_NONE;
	struct brief brief = { .exit_code = -1 };
	ma_err why = { .code = MA_OK };
	ma_rc rc = ma_cgroups_find(root, &f->cgroups, &why);

	if (!rc)
		rc = ma_cgroup_make(&f->cgroups, &group, &why);
	spec.cgroup = group.procs;
	if (!rc)
		rc = run_brief(&spec, &brief, &why);
	ma_cgroup_remove(&group);
	if (rc || brief.exit_code != 0)
		ma_cgroups_done(&f->cgroups);
	return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

/* What works here is tried, and noted in `found`. */
static ma_rc find_out(const struct ma_sandbox_opts *opts, struct ma_arena *arena,
	struct ma_launch_from *f, struct ma_sandbox_found *found, ma_err *err)
{
	ma_err first = { .code = MA_OK }, second = { .code = MA_OK };
	ma_rc rc = MA_EUNAVAILABLE;

	if (opts->mode != MA_SANDBOX_LANDLOCK)
		rc = try_bwrap(f, arena, err);
	if (rc == MA_EUNAVAILABLE && opts->mode != MA_SANDBOX_BWRAP) {
		first = *err;
		rc = try_alone(f, &second);
		*err = second;
		if (rc && first.code)
			rc = ma_fail(err, MA_EUNAVAILABLE, "%s; nor is there another way: %s",
				first.msg, second.msg);
	}
	if (!rc)
		rc = try_groups(f, opts->cgroups, err);
	if (rc)
		return rc;
	found->alone = f->alone;
	found->grouped = f->cgroups.path != NULL;
	if (!f->alone)
		ask_version(f, found->version, sizeof(found->version));
	found->known = true;
	return MA_OK;
}

/* The same again, which worked. False: what it takes is not there any more. */
static bool take_found(const struct ma_sandbox_opts *opts, const struct ma_sandbox_found *found,
	struct ma_arena *arena, struct ma_launch_from *f)
{
	ma_err ignored = { .code = MA_OK };

	f->alone = found->alone;
	f->bwrap = f->alone ? NULL : find_bwrap(arena);
	if (!f->alone && !f->bwrap)
		return false;
	return !found->grouped || ma_cgroups_find(opts->cgroups, &f->cgroups, &ignored) == MA_OK;
}

ma_rc ma_sandbox_probe(const struct ma_sandbox_opts *opts, const struct ma_slot *slot,
	struct ma_arena *arena, struct ma_launch_from *f, char *text, size_t size, ma_err *err)
{
	struct ma_sandbox_found own = { .known = false }, *found = opts->found ? opts->found : &own;
	ma_rc rc = MA_OK;

	f->off = opts->off;
	f->uid = slot->uid;
	f->own_user = slot->lock >= 0;
	f->cage = opts->cage ? ma_arena_dup(arena, ma_str(opts->cage)) : find_cage(arena);
	if (opts->node_dir)
		f->node_dir = ma_arena_dup(arena, ma_str(opts->node_dir));
	if (!f->cage)
		return ma_fail(err, MA_EUNAVAILABLE,
			"meta-agent-cage is not installed: looked beside the program and in %s",
			MA_LIBEXECDIR);
	if (f->off) {
		(void)snprintf(text, size, "off"); /* fits */
		return MA_OK;
	}
	if (!found->known || !take_found(opts, found, arena, f)) {
		f->alone = false;
		rc = find_out(opts, arena, f, found, err);
	}
	if (!rc)
		describe(f, found->version, text, size);
	return rc;
}
