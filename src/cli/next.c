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

/* Instead of *dir, what the file `name` in it leads to, where there is such a file. */
static void follow(struct ma_buf *dir, const char *name, const char *before)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	struct ma_str to;

	if (!dir->rc && read_file(dir->p, name, &text)) {
		to = ma_str_trim(ma_buf_str(&text));
		if (ma_str_starts(to, before)) {
			to = ma_str_trim(ma_str_from(to, strlen(before)));
			if (ma_str_starts(to, "/"))
				ma_buf_clear(dir);
			ma_buf_addf(dir, "/" MA_STR_FMT, MA_STR_ARG(to));
		}
	}
	ma_buf_done(&text);
}

/*
 * In a repository that was there before, the commits are on a branch and the files are not touched. Of a submodule and of
 * a linked worktree, .git is a file.
 */
static bool is_on_branch(const char *output, const char *run)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	size_t n;
	bool is;

	ma_buf_adds(&path, output);
	n = path.n;
	follow(&path, ".git", "gitdir:");
	if (path.n == n)
		ma_buf_adds(&path, "/.git");
	follow(&path, "commondir", "");
	ma_buf_addf(&path, "/refs/heads/meta-agent/%s", run);
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
		ma_buf_addf(out, "\nIt is on the branch meta-agent/%s. Take it into yours:\n", run);
		add_command("accept", output, out);
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

/* A fork that came to nothing has still gone back behind the run that it came from. */
static void add_gone_back(
	const json_t *s, const struct story *story, const char *output, struct ma_buf *out)
{
	if (!story->went_back || is_on_branch(output, json_string_value(json_object_get(s, "run"))))
		return;
	ma_buf_adds(out, "\nThe files are as they were before run ");
	field_show(out, field_str(s, "parent"));
	ma_buf_adds(out, ". Have its work again:\n");
	add_command("undo", output, out);
}

/* The first task that failed, "" where none did. */
static struct ma_str first_failed(const json_t *s)
{
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(s, "work"), i, w)
		if (ma_str_is(field_str(w, "state"), "failed"))
			return field_str(w, "task");
	return MA_STR("");
}

static void add_step(const char *why, const char *command, struct ma_str what, const char *output,
	struct ma_buf *out)
{
	struct ma_buf text = MA_BUF_INIT(1024);

	ma_buf_addf(&text, "%s " MA_STR_FMT, command, MA_STR_ARG(what));
	ma_buf_addf(out, "\n%s:\n", why);
	add_command(text.p ? text.p : command, output, out);
	ma_buf_done(&text);
}

/* What to look at when something failed, and how a task is attempted again. */
static void add_evidence(
	const json_t *s, const struct story *story, const char *output, struct ma_buf *out)
{
	struct ma_str task = first_failed(s);
	struct ma_str what = story->evidence[0] ? ma_str(story->evidence) : task;

	if (what.n > 0)
		add_step("What failed, in full", "show", what, output, out);
	if (!story->evidence[0] && task.n > 0)
		add_step("Attempt it again, and what waited for it", "retry", task, output, out);
}

static double usd_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key)); /* 0 where it is null */
}

static int64_t tokens_of(const json_t *s)
{
	const json_t *usage = json_object_get(s, "usage");

	return field_int(usage, "input") + field_int(usage, "output");
}

/* "$0.05 of $0.10 and 5,000 of 20,000 tokens are spent, and the next call could cost $0.06 and 30,000 tokens." */
static void add_spent(const json_t *s, const json_t *limits, struct ma_buf *out)
{
	bool usd = usd_of(limits, "max_cost_usd") > 0, tokens = field_int(limits, "max_tokens") > 0;

	if (usd) {
		words_money(out, usd_of(s, "cost_usd"));
		ma_buf_adds(out, " of ");
		words_money(out, usd_of(limits, "max_cost_usd"));
	}
	ma_buf_adds(out, usd && tokens ? " and " : "");
	if (tokens) {
		words_count(out, tokens_of(s));
		ma_buf_adds(out, " of ");
		words_count(out, field_int(limits, "max_tokens"));
		ma_buf_adds(out, " tokens");
	}
	ma_buf_adds(out, " are spent, and the next call could cost ");
	if (usd)
		words_money(out, usd_of(limits, "next_call_usd"));
	ma_buf_adds(out, usd && tokens ? " and " : "");
	if (tokens) {
		words_count(out, field_int(limits, "next_call_tokens"));
		ma_buf_adds(out, " tokens");
	}
	ma_buf_adds(out, ".\n");
}

/* Why it stopped: also where resuming alone would only stop it again. */
static void add_limit(const json_t *s, const struct story *story, bool late, struct ma_buf *out)
{
	const json_t *limits = json_object_get(s, "limits");

	if (late && !story->idle)
		return;
	ma_buf_adds(out, story->idle ? "\nNothing was done: " : "\n");
	if (!late) {
		add_spent(s, limits, out);
		return;
	}
	ma_buf_adds(out, "the time allowed ended ");
	words_took(out,
		field_int(s, "last_ms") - field_int(s, "started_ms") -
			field_int(limits, "timeout_ms"));
	ma_buf_adds(out, " before the run was resumed.\n");
}

/* Twice of what was not enough, or what the next call may need where that is more. */
static void add_more_budget(const json_t *s, const char *output, struct ma_buf *out)
{
	const json_t *limits = json_object_get(s, "limits");
	double usd = 2 * usd_of(limits, "max_cost_usd"),
	       usd_least = usd_of(s, "cost_usd") + usd_of(limits, "next_call_usd");
	int64_t tokens = 2 * field_int(limits, "max_tokens"),
		tokens_least = tokens_of(s) + field_int(limits, "next_call_tokens");
	struct ma_buf command = MA_BUF_INIT(256);

	ma_buf_adds(&command, "resume");
	if (usd > 0)
		ma_buf_addf(
			&command, " --max-cost %.2f", (usd > usd_least ? usd : usd_least) + 0.005);
	if (tokens > 0)
		ma_buf_addf(&command, " --max-tokens %lld",
			(long long)(tokens > tokens_least ? tokens : tokens_least));
	ma_buf_adds(out, "\nGo on, with a larger budget:\n");
	add_command(command.p, output, out);
	ma_buf_done(&command);
}

static void add_resume(
	const json_t *s, const struct story *story, const char *output, struct ma_buf *out)
{
	struct ma_str cause = field_str(s, "cause");

	if (ma_str_is(cause, "timeout")) {
		add_limit(s, story, true, out);
		ma_buf_adds(out, "\nGo on, with more time:\n");
		add_command("resume --timeout 600", output, out);
	} else if (ma_str_is(cause, "approval")) {
		ma_buf_adds(out, "\nSay yes to the plan, and go on:\n");
		add_command("approve", output, out);
	} else if (ma_str_is(cause, "budget")) {
		add_limit(s, story, false, out);
		add_more_budget(s, output, out);
	} else {
		ma_buf_adds(out, "\nGo on with:\n");
		add_command("resume", output, out);
	}
}

void next_steps(const json_t *s, const struct story *story, const char *output, struct ma_buf *out)
{
	bool stopped = json_is_true(json_object_get(s, "interrupted"));

	if (stopped || status_alone(s)) {
		add_resume(s, story, output, out);
		return;
	}
	if (ma_str_is(field_str(s, "verdict"), "failed"))
		add_evidence(s, story, output, out);
	if (field_str(s, "commit").n > 0)
		add_start(s, output, out);
	else
		add_gone_back(s, story, output, out);
}
