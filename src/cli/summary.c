/* How a run ended, or where it is. */
#include "cli/summary.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/field.h"
#include "cli/scene.h"
#include "cli/story.h"
#include "cli/table.h"
#include "cli/width.h"
#include "cli/words.h"

static void label(struct ma_buf *out, const char *name)
{
	ma_buf_addf(out, "%-9s ", name);
}

/* "VERIFIED", "FAILED: reason", "STOPPED: SIGINT", "NOT FINISHED: working". */
static void add_verdict(const json_t *s, struct ma_buf *out)
{
	struct ma_str verdict = field_str(s, "verdict"), phase = field_str(s, "phase"),
		      why = field_str(s, "reason");

	if (json_is_true(json_object_get(s, "interrupted"))) {
		ma_buf_adds(out, "STOPPED");
		why = field_str(s, "cause");
	} else if (!ma_str_is(phase, "finished")) {
		ma_buf_adds(out, "NOT FINISHED");
		why = phase;
	} else if (ma_str_is(verdict, "none")) {
		ma_buf_adds(out, "NOT FINISHED");
	} else if (ma_str_is(verdict, "verified")) {
		ma_buf_adds(out, "VERIFIED");
		why.n = 0;
	} else {
		ma_buf_adds(out, ma_str_is(verdict, "failed") ? "FAILED" : "UNVERIFIED");
	}
	if (why.n > 0) {
		ma_buf_adds(out, ": ");
		field_show(out, why);
	}
	ma_buf_addc(out, '\n');
}

static void add_tally(const json_t *s, struct ma_buf *out)
{
	static const char *const kinds[] = { "failed", "skipped", "cancelled" };
	const json_t *t = json_object_get(s, "tasks");
	size_t i;

	if (field_int(t, "total") == 0)
		return;
	label(out, "tasks");
	ma_buf_addf(out, "%lld of %lld completed", (long long)field_int(t, "completed"),
		(long long)field_int(t, "total"));
	for (i = 0; i < MA_COUNT(kinds); i++)
		if (field_int(t, kinds[i]) > 0)
			ma_buf_addf(out, ", %lld %s", (long long)field_int(t, kinds[i]), kinds[i]);
	ma_buf_addc(out, '\n');
}

static void add_took_cell(struct table *t, int64_t ms)
{
	struct ma_buf b = MA_BUF_INIT(64);

	if (ms >= 0)
		words_took(&b, ms);
	table_add(t, ma_buf_str(&b));
	ma_buf_done(&b);
}

static void add_attempts_cell(struct table *t, int64_t attempts)
{
	if (attempts > 1)
		table_addf(t, "attempt %lld", (long long)attempts);
	else
		table_add(t, MA_STR(""));
}

static void add_work(const json_t *s, struct ma_buf *out)
{
	struct table t = TABLE_INIT(7);
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(s, "work"), i, w) {
		struct ma_str commit = field_str(w, "commit");
		int64_t started = field_int(w, "started_ms"), ended = field_int(w, "ended_ms");

		table_add(&t, field_str(w, "task"));
		table_add(&t, field_str(w, "agent"));
		table_add(&t, field_str(w, "state"));
		add_attempts_cell(&t, field_int(w, "attempts"));
		add_took_cell(&t, started > 0 && ended > 0 ? ended - started : -1);
		table_add(&t, ma_str_n(commit.p, commit.n > 7 ? 7 : commit.n));
		table_add(&t, field_str(w, "message"));
	}
	table_write(&t, 10, out);
}

static void add_tests_cell(struct table *t, const json_t *check)
{
	const json_t *tests = json_object_get(check, "tests");
	int64_t passed = field_int(tests, "passed"), failed = field_int(tests, "failed");

	if (tests)
		table_addf(t, "%lld of %lld tests", (long long)passed, (long long)(passed + failed));
	else
		table_add(t, MA_STR(""));
}

static void add_checks(const json_t *s, struct ma_buf *out)
{
	struct table t = TABLE_INIT(6);
	const json_t *checks = json_object_get(s, "checks"), *c;
	struct ma_str sandbox = field_str(s, "sandbox");
	size_t i;

	if (json_array_size(checks) == 0)
		return;
	label(out, "checks");
	ma_buf_adds(out, "sandbox: ");
	field_show(out, sandbox);
	ma_buf_addc(out, '\n');
	json_array_foreach (checks, i, c) {
		table_add(&t, field_str(c, "phase"));
		table_add(&t, field_str(c, "package"));
		table_add(&t, field_str(c, "state"));
		add_took_cell(&t, field_int(c, "took_ms"));
		add_tests_cell(&t, c);
		table_add(&t, field_str(c, "why"));
	}
	table_write(&t, 10, out);
}

static void add_commits(const json_t *s, struct ma_buf *out)
{
	const char *name = "commits";
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(s, "work"), i, w) {
		struct ma_str commit = field_str(w, "commit");

		if (commit.n == 0)
			continue;
		label(out, name);
		ma_buf_addf(out, "%.*s  ", commit.n > 7 ? 7 : (int)commit.n, commit.p);
		field_show(out, field_str(w, "task"));
		ma_buf_addc(out, '\n');
		name = "";
	}
}

static void add_time(const struct story *story, struct ma_buf *out)
{
	static const char *const names[] = { "planning", "generation", "verification" };
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < STORY_PHASES_N; i++)
		sum += story->took_ms[i];
	label(out, "time");
	words_took(out, sum);
	for (i = 0; i < STORY_PHASES_N; i++) {
		if (i > 0 && story->took_ms[i] == 0)
			continue;
		ma_buf_addf(out, "%s%s ", i == 0 ? ": " : ", ", names[i]);
		words_took(out, story->took_ms[i]);
	}
	ma_buf_addc(out, '\n');
}

static void add_tokens(const json_t *s, struct ma_buf *out)
{
	const json_t *u = json_object_get(s, "usage");
	const char *about = json_is_true(json_object_get(u, "estimated")) ? "~" : "";
	int64_t calls = field_int(s, "calls"), twice = field_int(s, "possibly_billed");

	label(out, "tokens");
	ma_buf_adds(out, about);
	words_count(out, field_int(u, "input"));
	ma_buf_addf(out, " in, %s", about);
	words_count(out, field_int(u, "output"));
	ma_buf_addf(out, " out, %lld call%s", (long long)calls, calls == 1 ? "" : "s");
	if (twice > 0)
		ma_buf_addf(out, ", %lld possibly billed twice", (long long)twice);
	ma_buf_addc(out, '\n');
}

static void add_cost(const json_t *s, const struct story *story, struct ma_buf *out)
{
	const json_t *cost = json_object_get(s, "cost_usd");

	label(out, "cost");
	if (cost && !json_is_null(cost)) {
		words_money(out, json_number_value(cost));
	} else {
		ma_buf_adds(out, "unknown: no price for ");
		ma_buf_adds(out, story && story->unpriced[0] ? "model " : "a model");
		field_show(out, ma_str(story ? story->unpriced : ""));
	}
	ma_buf_addc(out, '\n');
}

void summary_status(const json_t *s, struct ma_buf *out)
{
	label(out, "run");
	field_show(out, field_str(s, "run"));
	ma_buf_addc(out, '\n');
	label(out, "prompt");
	field_show(out, field_str(s, "prompt"));
	ma_buf_addc(out, '\n');
	label(out, "state");
	add_verdict(s, out);
	add_tally(s, out);
	add_work(s, out);
	add_checks(s, out);
	add_tokens(s, out);
	add_cost(s, NULL, out);
}

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

static void add_next(
	const json_t *s, const struct story *story, const char *output, struct ma_buf *out)
{
	if (json_is_true(json_object_get(s, "interrupted"))) {
		bool late = ma_str_is(field_str(s, "cause"), "timeout");

		ma_buf_adds(out, late ? "\nGo on, with more time:\n" : "\nGo on with:\n");
		add_command(late ? "resume --timeout 600" : "resume", output, out);
		return;
	}
	if (ma_str_is(field_str(s, "verdict"), "failed"))
		add_evidence(s, story, output, out);
	if (field_str(s, "commit").n > 0)
		add_start(s, output, out);
}

ma_rc summary_end(const char *output, const char *status_json, struct ma_buf *out, ma_err *err)
{
	json_t *s = field_parse(status_json, err);
	const char *run = json_string_value(json_object_get(s, "run"));
	struct story story;
	ma_rc rc = s ? story_read(output, run, &story, err) : err->code;

	if (!rc) {
		width_init();
		add_verdict(s, out);
		add_checks(s, out);
		add_tally(s, out);
		add_commits(s, out);
		add_time(&story, out);
		add_tokens(s, out);
		add_cost(s, &story, out);
		add_next(s, &story, output, out);
	}
	json_decref(s);
	return rc;
}
