/* Formatters: the table, where they are found, and one run. */
#include "vcs/formatters.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/proc.h"
#include "sys/sandbox.h"

#define TIMEOUT_MS 10000
#define OUTPUT_MAX (4 * MA_FORMAT_MAX)
#define ARGS_MAX 16
#define CONFIG "CONFIG" /* stands for the path of our configuration */

struct ma_formatter {
	const char *name; /* and its program's */
	const char *languages[4];
	const char *args[10];
	const char *config_name, *config; /* a file beside the texts, or NULL */
	bool by_stdin; /* one run for each text: names of files would lead it to others */
};

/* Where two are installed the first is used. */
static const struct ma_formatter table[] = {
	{ .name = "prettier",
		.languages = { "javascript", "typescript", "tsx" },
		.args = { "--write", "--no-config", "--no-editorconfig", "--end-of-line=lf",
			"--quote-props=preserve", "--embedded-language-formatting=off" } },
	{ .name = "biome",
		.languages = { "javascript", "typescript", "tsx" },
		.args = { "format", "--write", "--config-path=.", "--vcs-enabled=false" },
		.config_name = "biome.json",
		.config = "{\"formatter\":{\"indentStyle\":\"space\"},"
			  "\"javascript\":{\"formatter\":{\"quoteProperties\":\"preserve\"}}}\n" },
	{ .name = "clang-format",
		.languages = { "c", "java" },
		.args = { "-i",
			"--style={BasedOnStyle: LLVM, IndentWidth: 4, ColumnLimit: 100, SortIncludes: Never, ReflowComments: false}" } },
	{ .name = "black",
		.languages = { "python" },
		.args = { "--quiet", "--config", CONFIG },
		.config_name = "pyproject.toml",
		.config = "[tool.black]\nline-length = 88\n" },
	{ .name = "ruff",
		.languages = { "python" },
		.args = { "format", "--isolated", "--no-cache", "--quiet" } },
	{ .name = "shfmt", .languages = { "bash" }, .args = { "-w", "-i", "2", "-ci" } },
	{ .name = "gofmt", .languages = { "go" }, .args = { "-w" } },
	{ .name = "rustfmt",
		.languages = { "rust" },
		.args = { "--edition", "2021", "--config-path", CONFIG },
		.config_name = "rustfmt.toml",
		.config = "reorder_imports = false\nreorder_modules = false\n",
		.by_stdin = true },
};

const char *ma_formatter_name(const struct ma_formatter *f)
{
	return f->name;
}

static bool is_beneath(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* A place that is not in the workspace: its real path in `out`. */
static bool is_outside(const struct ma_format_opts *opts, struct ma_str entry, char out[PATH_MAX])
{
	char name[PATH_MAX], avoid[PATH_MAX];

	if (!ma_str_starts(entry, "/") || entry.n >= sizeof(name))
		return false;
	memcpy(name, entry.p, entry.n);
	name[entry.n] = '\0';
	if (!realpath(name, out))
		return false;
	return !opts->avoid || !realpath(opts->avoid, avoid) || !is_beneath(out, avoid);
}

/* A directory of PATH that the user means; what npm installs for all leads into a node_modules, but its directory is none. */
static bool trusted(const struct ma_format_opts *opts, struct ma_str entry, char out[PATH_MAX])
{
	return is_outside(opts, entry, out) && !strstr(out, "/node_modules/");
}

/* Whether a directory has a program of that name, whatever it may be: to resolve each directory of PATH takes longer. */
static bool has_program(struct ma_str dir, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(2 * PATH_MAX);
	bool has;

	ma_path_join(&path, dir, ma_str(name));
	has = path.rc || access(path.p, X_OK) == 0;
	ma_buf_done(&path);
	return has;
}

/* The program in one directory; in the arena, or NULL. */
static const char *program_in(const struct ma_format_opts *opts, const char *dir, const char *name,
	struct ma_arena *arena)
{
	struct ma_buf path = MA_BUF_INIT(2 * PATH_MAX);
	char real[PATH_MAX];
	const char *found = NULL;

	ma_path_join(&path, ma_str(dir), ma_str(name));
	if (!path.rc && access(path.p, X_OK) == 0 && !ma_fs_is_dir(path.p) &&
		is_outside(opts, ma_buf_str(&path), real))
		found = ma_arena_dup(arena, ma_buf_str(&path));
	ma_buf_done(&path);
	return found;
}

static const char *find(const struct ma_format_opts *opts, const char *name, struct ma_arena *arena)
{
	struct ma_str rest = ma_str(opts->path), entry;
	const char *found = NULL;
	char dir[PATH_MAX];

	while (!found && ma_str_cut(&rest, ':', &entry))
		if (has_program(entry, name) && trusted(opts, entry, dir))
			found = program_in(opts, dir, name, arena);
	return found;
}

static bool speaks(const struct ma_formatter *f, const char *language)
{
	size_t i;

	for (i = 0; i < MA_COUNT(f->languages) && f->languages[i]; i++)
		if (strcmp(f->languages[i], language) == 0)
			return true;
	return false;
}

const struct ma_formatter *ma_formatter_find(const struct ma_format_opts *opts,
	const char *language, struct ma_arena *arena, const char **program_out)
{
	size_t i;

	for (i = 0; opts->path && opts->cage && i < MA_COUNT(table); i++)
		if (speaks(&table[i], language) &&
			(*program_out = find(opts, table[i].name, arena)) != NULL)
			return &table[i];
	return NULL;
}

/* One run. */
struct run {
	const struct ma_formatter *f;
	const struct ma_format_opts *opts;
	struct ma_arena *arena;
	const char *program;
	char dir[40];
	struct ma_buf path; /* "PATH=..." */
	const char *argv[ARGS_MAX];
	size_t argc;
	int64_t left_ms;
	int64_t uid;
	/* of the last process */
	struct ma_str output;
	bool ended;
	char why[200];
};

static const char *name_of(struct run *r, const char *file)
{
	struct ma_buf path = MA_BUF_INIT(4096);
	const char *copy = NULL;

	ma_path_join(&path, ma_str(r->dir), ma_str(file));
	if (!path.rc)
		copy = ma_arena_dup(r->arena, ma_buf_str(&path));
	ma_buf_done(&path);
	return copy;
}

static const char *name_of_job(struct run *r, size_t i, const char *extension)
{
	char file[32];

	(void)snprintf(file, sizeof(file), "t%04zu%.10s", i, extension); /* fits */
	return name_of(r, file);
}

static ma_rc put(struct run *r, const char *path, struct ma_str text, ma_err *err)
{
	ma_rc rc;

	if (!path)
		return ma_fail_nomem(err);
	rc = ma_fs_write(path, text, 0600, err);
	if (!rc && r->uid > 0 && chown(path, (uid_t)r->uid, (gid_t)r->uid))
		rc = ma_fail_sys(err, MA_EIO, errno, "giving %s away", path);
	return rc;
}

/* Only directories that are trusted: what it starts itself is found there too. */
static void make_path(struct run *r)
{
	struct ma_str rest = ma_str(r->opts->path), entry;
	char dir[PATH_MAX];

	ma_buf_adds(&r->path, "PATH=");
	while (ma_str_cut(&rest, ':', &entry))
		if (trusted(r->opts, entry, dir))
			ma_buf_addf(&r->path, "%s%s",
				ma_str_ends(ma_buf_str(&r->path), "=") ? "" : ":", dir);
}

static ma_rc prepare(struct run *r, ma_err *err)
{
	const char *config = NULL;
	size_t i;
	ma_rc rc = MA_OK;

	if (!mkdtemp(r->dir))
		return ma_fail_sys(err, MA_EIO, errno, "%s", r->dir);
	if (r->uid > 0 && chown(r->dir, (uid_t)r->uid, (gid_t)r->uid))
		return ma_fail_sys(err, MA_EIO, errno, "giving %s away", r->dir);
	if (r->f->config) {
		config = name_of(r, r->f->config_name);
		rc = put(r, config, ma_str(r->f->config), err);
	}
	r->argv[r->argc++] = r->opts->cage;
	r->argv[r->argc++] = "--";
	r->argv[r->argc++] = r->program;
	for (i = 0; i < MA_COUNT(r->f->args) && r->f->args[i]; i++)
		r->argv[r->argc++] = strcmp(r->f->args[i], CONFIG) == 0 ? config : r->f->args[i];
	make_path(r);
	return rc ? rc : ma_buf_check(&r->path, err);
}

static void on_done(void *data, const struct ma_proc_result *result)
{
	struct run *r = data;
	struct ma_str rest = result->errors.n > 0 ? result->errors : result->output;
	struct ma_str line = MA_STR("");
	struct ma_buf shown = MA_BUF_INIT(MA_KIB);

	r->left_ms -= result->took_ms;
	r->ended = result->exit_code >= 0 && !result->timed_out && result->output_lost == 0;
	if (result->exit_code == 0 && r->ended) {
		r->output = ma_str_n(ma_arena_dup(r->arena, result->output), result->output.n);
		return;
	}
	(void)ma_str_line(&rest, &line); /* none is empty */
	ma_buf_adds(&shown, "");
	ma_buf_add_visible(&shown, ma_str_clip(line, 120));
	if (result->timed_out)
		(void)snprintf(r->why, sizeof(r->why), "took too long");
	else if (result->signo)
		(void)snprintf(r->why, sizeof(r->why), "was ended by signal %d", result->signo);
	else if (result->output_lost > 0)
		(void)snprintf(r->why, sizeof(r->why), "wrote without end");
	else
		(void)snprintf(r->why, sizeof(r->why), "ended with %d: %s", result->exit_code,
			shown.p ? shown.p : ""); /* a long line is cut */
	ma_buf_done(&shown);
}

/* To its end, on a loop of its own. What goes wrong is in r->why. */
static void execute(struct run *r, const char *const *argv, struct ma_str input)
{
	const char *const envp[] = { r->path.p, NULL };
	const struct ma_proc_spec spec = { .argv = argv,
		.envp = envp,
		.cwd = r->dir,
		.input = input,
		.output_max = OUTPUT_MAX,
		.timeout_ms = r->left_ms > 0 ? r->left_ms : 1,
		.uid = r->uid,
		.gid = r->uid,
		.own_stderr = true };
	struct ma_loop *loop = NULL;
	struct ma_proc *proc = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_loop_new(&loop, &err);

	r->ended = false;
	r->output = (struct ma_str){ NULL, 0 };
	if (!rc)
		rc = ma_proc_start(loop, &spec, NULL, on_done, r, &proc, &err);
	if (!rc)
		ma_loop_run(loop);
	else
		(void)snprintf(r->why, sizeof(r->why), "cannot be started: %.120s", err.msg);
	ma_loop_free(loop);
}

static ma_rc run_on_stdin(struct run *r, struct ma_format_job *jobs, size_t n)
{
	size_t i;

	for (i = 0; i < n && r->left_ms > 0; i++) {
		execute(r, r->argv, jobs[i].text);
		jobs[i].done = r->ended && r->output.p;
		jobs[i].result = r->output;
	}
	return MA_OK;
}

static ma_rc read_back(struct run *r, struct ma_format_job *job, const char *path, ma_err *err)
{
	char *text = NULL;
	size_t size = 0;
	struct stat st;
	ma_rc rc = MA_EIO;

	/* It may have put something else in its place. */
	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
		rc = ma_fs_read(path, OUTPUT_MAX, &text, &size, err);
	if (rc == MA_ENOMEM)
		return rc;
	if (!rc) {
		job->result = ma_str_n(ma_arena_dup(r->arena, ma_str_n(text, size)), size);
		job->done = job->result.p && (size > 0 || job->text.n == 0) &&
			!(r->why[0] &&
				ma_str_eq(job->result, job->text)); /* it may not have seen it */
	} else if (!r->why[0]) {
		(void)snprintf(r->why, sizeof(r->why), "left no text");
	}
	ma_free(text);
	return MA_OK;
}

static ma_rc run_on_files(struct run *r, struct ma_format_job *jobs, size_t n, ma_err *err)
{
	const char **argv = ma_arena_new_n(r->arena, const char *, r->argc + n + 1);
	size_t i;
	ma_rc rc = MA_OK;

	if (!argv)
		return ma_fail_nomem(err);
	memcpy(argv, r->argv, r->argc * sizeof(*argv));
	for (i = 0; i < n && !rc; i++) {
		argv[r->argc + i] = name_of_job(r, i, jobs[i].extension);
		rc = put(r, argv[r->argc + i], jobs[i].text, err);
	}
	if (!rc)
		execute(r, argv, MA_STR(""));
	for (i = 0; i < n && !rc && r->ended; i++)
		rc = read_back(r, &jobs[i], argv[r->argc + i], err);
	return rc;
}

ma_rc ma_formatter_run(const struct ma_formatter *f, const char *program,
	const struct ma_format_opts *opts, struct ma_format_job *jobs, size_t n,
	struct ma_arena *arena, struct ma_str *why_out, ma_err *err)
{
	struct run r = { .f = f,
		.opts = opts,
		.arena = arena,
		.program = program,
		.dir = "/tmp/meta-agent-format-XXXXXX",
		.path = MA_BUF_INIT(MA_LIMIT_CONFIG),
		.left_ms = opts->timeout_ms > 0 ? opts->timeout_ms : TIMEOUT_MS,
		.uid = geteuid() == 0 ? MA_SANDBOX_UID : -1 };
	ma_err why = { .code = MA_OK };
	char *copy;
	ma_rc rc = prepare(&r, &why);

	if (!rc)
		rc = f->by_stdin ? run_on_stdin(&r, jobs, n) : run_on_files(&r, jobs, n, &why);
	if (rc && rc != MA_ENOMEM)
		(void)snprintf(r.why, sizeof(r.why), "cannot be run: %.150s", why.msg);
	/* It holds copies alone. */
	(void)ma_fs_remove_tree(r.dir, &why);
	ma_buf_done(&r.path);
	copy = ma_arena_dup(arena, ma_str(r.why));
	if (rc == MA_ENOMEM || !copy)
		return ma_fail_nomem(err);
	*why_out = ma_str(copy);
	return MA_OK;
}
