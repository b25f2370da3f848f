/* The Node.js that generated projects are installed, built and tested with. */
#include "verify/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/loop.h"
#include "sys/proc.h"

#define VERSION_MS 5000
#define PRIVATE_DIR "/usr/local/lib/meta-agent/node"
#define SYSTEM_PATH "/usr/local/bin:/usr/bin:/bin"

struct search {
	struct ma_arena *arena;
	int64_t uid;
	const char *found; /* its directory */
	char best[128];    /* of what was found but is of no use: "v18.20.4 in /usr" */
};

bool ma_node_is_recent(struct ma_str version)
{
	struct ma_str major_text, minor_text;
	uint64_t major, minor;

	if (!ma_str_starts(version, "v"))
		return false;
	version = ma_str_from(version, 1);
	if (!ma_str_cut(&version, '.', &major_text) || !ma_str_cut(&version, '.', &minor_text) ||
		!ma_str_to_u64(major_text, &major) || !ma_str_to_u64(minor_text, &minor))
		return false;
	if (major == 20)
		return minor >= 19;
	return major == 22 ? minor >= 12 : major > 22;
}

struct version {
	char text[32]; /* "" when it could not be run */
};

static void on_version(void *data, const struct ma_proc_result *result)
{
	struct version *v = data;

	if (result->exit_code == 0)
		/* what is too long is no version */
		(void)snprintf(v->text, sizeof(v->text), MA_STR_FMT,
			MA_STR_ARG(ma_str_trim(result->output)));
}

/* As the user that will run it: whether it can be reached is answered as well. */
static struct version version_of(const char *node, int64_t uid)
{
	const char *argv[] = { node, "--version", NULL }, *envp[] = { "PATH=" SYSTEM_PATH, NULL };
	struct ma_proc_spec spec = { .argv = argv,
		.envp = envp,
		.cwd = "/",
		.output_max = 64,
		.timeout_ms = VERSION_MS,
		.uid = uid,
		.gid = uid };
	struct version v = { "" };
	struct ma_loop *loop = NULL;
	struct ma_proc *proc;
	ma_err err = { .code = MA_OK };

	if (ma_loop_new(&loop, &err) == MA_OK &&
		ma_proc_start(loop, &spec, NULL, on_version, &v, &proc, &err) == MA_OK)
		ma_loop_run(loop);
	ma_loop_free(loop);
	return v;
}

static bool has_npm(const char *dir)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool found;

	ma_buf_addf(&b, "%s/bin/npm", dir);
	found = (b.p && ma_fs_exists(b.p)) || ma_fs_exists("/usr/local/bin/npm") ||
		ma_fs_exists("/usr/bin/npm");
	ma_buf_done(&b);
	return found;
}

static void note(struct search *s, const char *what, const char *dir)
{
	if (!s->best[0])
		(void)snprintf(s->best, sizeof(s->best), "%.40s in %.80s", what,
			dir); /* a long path is cut */
}

/* `dir` has bin/node and will do. */
static bool try_dir(struct search *s, const char *dir)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct version v = { "" };
	bool there;

	ma_buf_addf(&b, "%s/bin/node", dir);
	there = b.p && access(b.p, X_OK) == 0;
	if (there)
		v = version_of(b.p, s->uid);
	ma_buf_done(&b);
	if (!there)
		return false;
	if (!v.text[0])
		note(s, "one that the sandbox's user cannot run", dir);
	else if (!ma_node_is_recent(ma_str(v.text)))
		note(s, v.text, dir);
	else if (!has_npm(dir))
		note(s, "one without npm", dir);
	else
		s->found = ma_arena_dup(s->arena, ma_str(dir));
	return s->found != NULL;
}

/* /some/bin of PATH belongs to /some; links are followed, as /bin may be one. */
static bool try_path_entry(struct search *s, struct ma_str entry)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *node = NULL, *dir = NULL;
	bool found = false;

	ma_path_join(&b, entry, MA_STR("node"));
	if (!b.rc && ma_str_starts(entry, "/"))
		node = realpath(b.p, NULL);
	if (node && ma_str_ends(ma_str(node), "/bin/node")) {
		dir = ma_strndup(node, strlen(node) - strlen("/bin/node"));
		found = dir && try_dir(s, dir[0] ? dir : "/");
	}
	ma_free(dir);
	free(node); /* realpath's */
	ma_buf_done(&b);
	return found;
}

static bool try_path(struct search *s)
{
	struct ma_str path = ma_str(getenv("PATH")), entry;

	while (ma_str_cut(&path, ':', &entry))
		if (try_path_entry(s, entry))
			return true;
	return false;
}

static bool try_users_own(struct search *s)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool found;

	if (data && data[0] == '/')
		ma_buf_addf(&b, "%s/meta-agent/node", data);
	else
		ma_buf_addf(&b, "%s/.local/share/meta-agent/node", home ? home : "");
	found = b.p && try_dir(s, b.p);
	ma_buf_done(&b);
	return found;
}

/* Would `node` on the sandbox's own PATH be this one? */
static bool seen_anyway(const char *dir)
{
	return strcmp(dir, "/usr/local") == 0 ||
		(strcmp(dir, "/usr") == 0 && !ma_fs_exists("/usr/local/bin/node"));
}

ma_rc ma_node_find(struct ma_arena *arena, int64_t uid, const char **dir_out, ma_err *err)
{
	struct search s = { .arena = arena, .uid = uid };
	const char *told = getenv("META_AGENT_NODE_DIR");

	if (!(told && *told && try_dir(&s, told)) && !try_path(&s) && !try_dir(&s, PRIVATE_DIR) &&
		!try_users_own(&s))
		return ma_fail(err, MA_EUNAVAILABLE,
			"Node.js 20.19, 22.12 or newer is needed%s%s; `make deps` brings one, or META_AGENT_NODE_DIR names one",
			s.best[0] ? ", found only " : " and there is none", s.best);
	*dir_out = seen_anyway(s.found) ? NULL : s.found;
	return MA_OK;
}
