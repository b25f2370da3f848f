/* After a run: what to type next. */
#include "cli/next.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/field.h"
#include "cli/summary.h"
#include "cli/words.h"

static bool read_file(const char *dir, const char *name, struct ma_buf *out)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	ssize_t n = -1;
	char *room;
	int fd;

	ma_buf_addf(&path, "%s/%s", dir, name);
	fd = path.rc ? -1 : open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	while (fd >= 0 && (room = ma_buf_room(out, 4096)) && (n = read(fd, room, 4096)) > 0)
		ma_buf_grown(out, (size_t)n);
	if (fd >= 0)
		(void)close(fd); /* it was only read */
	ma_buf_done(&path);
	return fd >= 0 && n == 0;
}

/* Has the project a package.json with a script "dev"? */
static bool has_dev_script(const char *output)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err err = { MA_OK, 0, "" };
	json_t *package = NULL;
	bool has;

	if (read_file(output, "package.json", &text))
		package = field_parse(text.p ? text.p : "", &err);
	has = json_is_string(json_object_get(json_object_get(package, "scripts"), "dev"));
	json_decref(package);
	ma_buf_done(&text);
	return has;
}

static void add_command(const char *command, const char *output, struct ma_buf *out)
{
	ma_buf_addf(out, "  meta-agent %s -o ", command);
	words_shell(out, output);
	ma_buf_addc(out, '\n');
}

/* In a repository that was there before, the commits are on a branch and the files are not touched. */
static bool is_on_branch(const char *output, const char *run)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	bool is;

	ma_buf_addf(&path, "%s/.git/refs/heads/meta-agent/%s", output, run);
	is = path.rc == MA_OK && access(path.p, F_OK) == 0;
	ma_buf_done(&path);
	return is;
}

/* Is the `node` that the user's shell finds the one in this directory? */
static bool is_on_path(const char *node_dir)
{
	struct ma_str path = ma_str(getenv("PATH")), dir;
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	char *first = NULL, *meant;
	bool is;

	while (!first && ma_str_cut(&path, ':', &dir)) {
		ma_buf_clear(&b);
		ma_buf_addf(&b, MA_STR_FMT "/node", MA_STR_ARG(dir));
		if (!b.rc && access(b.p, X_OK) == 0)
			first = realpath(b.p, NULL);
	}
	ma_buf_clear(&b);
	ma_buf_addf(&b, "%s/bin/node", node_dir);
	meant = b.rc ? NULL : realpath(b.p, NULL);
	is = first && meant && strcmp(first, meant) == 0;
	free(first); /* realpath's */
	free(meant); /* realpath's */
	ma_buf_done(&b);
	return is;
}

/* A private Node.js, such as `make deps` brings, is on nobody's PATH. */
static void add_node(const char *node_dir, struct ma_buf *out)
{
	struct ma_buf bin = MA_BUF_INIT(MA_LIMIT_PATH * 32);

	ma_buf_addf(&bin, "%s/bin", node_dir);
	if (!bin.rc && node_dir[0] && !is_on_path(node_dir)) {
		ma_buf_adds(out, " && export PATH=");
		words_shell(out, bin.p);
		ma_buf_adds(out, ":$PATH");
	}
	ma_buf_done(&bin);
}

static void add_start(const json_t *s, const char *output, struct ma_buf *out)
{
	const char *run = json_string_value(json_object_get(s, "run"));
	const char *node = json_string_value(json_object_get(s, "node"));

	if (is_on_branch(output, run)) {
		ma_buf_addf(out, "\nIt is on the branch meta-agent/%s:\n  cd ", run);
		words_shell(out, output);
		ma_buf_addf(out, " && git switch meta-agent/%s\n", run);
	} else if (has_dev_script(output)) {
		ma_buf_adds(out, "\nStart it:\n  cd ");
		words_shell(out, output);
		add_node(node ? node : "", out);
		ma_buf_adds(out, " && npm install\n  npm run dev\n");
	} else {
		ma_buf_adds(out, "\nThe files are in ");
		words_shell(out, output);
		ma_buf_adds(out, ".\n");
	}
}

/* What to look at when something failed. */
static void add_evidence(
	const json_t *s, const struct story *story, const char *output, struct ma_buf *out)
{
	struct ma_buf command = MA_BUF_INIT(1024);
	const json_t *w;
	size_t i;

	if (story->evidence[0]) {
		ma_buf_addf(&command, "show %s", story->evidence);
	} else {
		json_array_foreach (json_object_get(s, "work"), i, w) {
			if (command.n == 0 && ma_str_is(field_str(w, "state"), "failed"))
				ma_buf_addf(&command, "show %s",
					json_string_value(json_object_get(w, "task")));
		}
	}
	if (command.n > 0) {
		ma_buf_adds(out, "\nWhat failed, in full:\n");
		add_command(command.p, output, out);
	}
	ma_buf_done(&command);
}

/* Stopped by a limit: say so where resuming alone would only stop again. */
static void add_limit(const json_t *s, const struct story *story, struct ma_buf *out)
{
	int64_t over_ms = field_int(s, "last_ms") - field_int(s, "started_ms") -
		field_int(s, "timeout_ms");

	if (!story->idle)
		return;
	ma_buf_adds(out, "\nNothing was done: the time allowed ended ");
	words_took(out, over_ms);
	ma_buf_adds(out, " before the run was resumed.\n");
}

void next_steps(const json_t *s, const struct story *story, const char *output, struct ma_buf *out)
{
	if (json_is_true(json_object_get(s, "interrupted"))) {
		bool late = ma_str_is(field_str(s, "cause"), "timeout");

		if (late)
			add_limit(s, story, out);
		ma_buf_adds(out, late ? "\nGo on, with more time:\n" : "\nGo on with:\n");
		add_command(late ? "resume --timeout 600" : "resume", output, out);
		return;
	}
	if (status_alone(s)) {
		ma_buf_adds(out, "\nGo on with:\n");
		add_command("resume", output, out);
		return;
	}
	if (ma_str_is(field_str(s, "verdict"), "failed"))
		add_evidence(s, story, output, out);
	if (field_str(s, "commit").n > 0)
		add_start(s, output, out);
}
