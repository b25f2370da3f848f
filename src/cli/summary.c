/* How a run ended, or where it is. */
#include "cli/summary.h"

#include "base/limits.h"
#include "cli/field.h"
#include "cli/next.h"
#include "cli/story.h"
#include "cli/table.h"
#include "cli/width.h"
#include "cli/words.h"

#define TROUBLES_MAX 12 /* tasks that are listed at the end of a run */
#define NAMES_MAX 8     /* of what acceptance tests name */
#define CHAIN_MAX 12    /* tasks of a critical path that are named */
#define WARNINGS_MAX 12 /* of the contract that are listed */

static void label(struct ma_buf *out, const char *name)
{
	ma_buf_addf(out, "%-9s ", name);
}

bool status_alone(const json_t *s)
{
	return !ma_str_is(field_str(s, "phase"), "finished") &&
		!json_is_true(json_object_get(s, "interrupted")) &&
		json_is_false(json_object_get(s, "live"));
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
		bool paused = json_is_true(json_object_get(s, "paused"));

		ma_buf_adds(out, paused ? "PAUSED" : "NOT FINISHED");
		why = paused ? field_str(s, "cause") : phase;
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
	if (status_alone(s))
		ma_buf_adds(out, "; nobody works on it any more");
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

static bool is_task(const json_t *s, struct ma_str id)
{
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(s, "work"), i, w)
		if (ma_str_eq(field_str(w, "task"), id))
			return true;
	return false;
}

/* Why a task is not completed: what failed, or whose fault it is. */
static void add_why_cell(const json_t *s, const json_t *w, struct table *t)
{
	struct ma_str cause = field_str(w, "cause");
	struct ma_buf why = MA_BUF_INIT(MA_LIMIT_EVENT);

	ma_buf_addv(&why, field_str(w, "message"));
	if (cause.n > 0 && is_task(s, cause))
		ma_buf_addf(&why, "because " MA_STR_FMT " did not complete", MA_STR_ARG(cause));
	else
		ma_buf_addv(&why, cause);
	table_add(t, ma_buf_str(&why));
	ma_buf_done(&why);
}

static bool is_trouble(const json_t *w)
{
	struct ma_str state = field_str(w, "state");

	return ma_str_is(state, "failed") || ma_str_is(state, "skipped") ||
		ma_str_is(state, "cancelled");
}

/* The tasks that did not complete, the first few. */
static void add_trouble(const json_t *s, struct ma_buf *out)
{
	struct table t = TABLE_INIT(3);
	const json_t *w;
	size_t i, n = 0;

	json_array_foreach (json_object_get(s, "work"), i, w) {
		if (!is_trouble(w) || n++ >= TROUBLES_MAX)
			continue;
		table_add(&t, field_str(w, "task"));
		table_add(&t, field_str(w, "state"));
		add_why_cell(s, w, &t);
	}
	table_write(&t, 10, out);
	if (n > TROUBLES_MAX)
		ma_buf_addf(
			out, "          and %zu more, see meta-agent status\n", n - TROUBLES_MAX);
}

static void add_chain(const json_t *chain, struct ma_buf *out)
{
	size_t n = json_array_size(chain), i;

	for (i = 0; i < n; i++) {
		if (n > CHAIN_MAX && i == CHAIN_MAX / 2) {
			i += n - CHAIN_MAX;
			ma_buf_adds(out, " \u2192 \u2026");
		}
		ma_buf_adds(out, i > 0 ? " \u2192 " : "");
		field_show(out, ma_str(json_string_value(json_array_get(chain, i))));
	}
}

/* How long the tasks took, beside what no order of them could have beaten. */
static void add_schedule(const json_t *s, struct ma_buf *out)
{
	const json_t *j = json_object_get(s, "schedule"),
		     *chain = json_object_get(j, "critical_path");

	if (json_array_size(chain) == 0)
		return;
	label(out, "schedule");
	words_took(out, field_int(j, "makespan_ms"));
	ma_buf_adds(out, ", at best ");
	words_took(out, field_int(j, "lower_bound_ms"));
	ma_buf_addf(
		out, " with %lld at once; critical path: ", (long long)field_int(j, "parallelism"));
	add_chain(chain, out);
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

static bool has_costs(const json_t *s)
{
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(s, "work"), i, w)
		if (json_number_value(json_object_get(w, "cost_usd")) > 0)
			return true;
	return false;
}

static void add_cost_cell(struct table *t, double usd)
{
	struct ma_buf b = MA_BUF_INIT(64);

	if (usd > 0)
		words_money(&b, usd);
	table_add(t, ma_buf_str(&b));
	ma_buf_done(&b);
}

static void add_work(const json_t *s, struct ma_buf *out)
{
	bool priced = has_costs(s);
	struct table t = TABLE_INIT(priced ? 8 : 7);
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
		if (priced)
			add_cost_cell(&t, json_number_value(json_object_get(w, "cost_usd")));
		table_add(&t, ma_str_n(commit.p, commit.n > 7 ? 7 : commit.n));
		add_why_cell(s, w, &t);
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

/* What came of each round of repairs. */
static void add_repairs(const json_t *s, struct ma_buf *out)
{
	struct table t = TABLE_INIT(3);
	const json_t *rounds = json_object_get(s, "repairs"), *r;
	struct ma_str end;
	size_t i;

	if (json_array_size(rounds) == 0)
		return;
	label(out, "repairs");
	ma_buf_addf(out, "%zu round%s\n", json_array_size(rounds),
		json_array_size(rounds) == 1 ? "" : "s");
	json_array_foreach (rounds, i, r) {
		end = field_str(r, "end");
		table_addf(&t, "round %lld", (long long)field_int(r, "round"));
		table_add(&t, ma_str_is(end, "worse") ? MA_STR("worse, taken back") : end);
		table_add(&t, field_str(r, "why"));
	}
	table_write(&t, 10, out);
}

/* Nobody shall take them for those that were written first. */
static void add_tests_changed(const json_t *s, struct ma_buf *out)
{
	const json_t *paths = json_object_get(s, "tests_changed");
	size_t n = json_array_size(paths);

	if (n == 0)
		return;
	label(out, "tests");
	ma_buf_adds(out, "changed by repairs: ");
	field_show(out, ma_str(json_string_value(json_array_get(paths, 0))));
	if (n > 1)
		ma_buf_addf(out, " and %zu more", n - 1);
	ma_buf_addc(out, '\n');
}

/* That they ran as they were written, and what of the contract they name. */
static void add_acceptance(const json_t *s, struct ma_buf *out)
{
	const json_t *a = json_object_get(s, "acceptance"), *names = json_object_get(a, "names");
	size_t i, n = json_array_size(names);

	if (!a)
		return;
	label(out, "accepted");
	if (!json_is_object(a)) {
		ma_buf_adds(out, "none: no task of the plan writes acceptance tests\n");
		return;
	}
	ma_buf_addf(out, "%zu files, %s, tests of %zu of them ran\n",
		json_array_size(json_object_get(a, "files")),
		json_is_true(json_object_get(a, "unchanged")) ? "unchanged" : "CHANGED",
		json_array_size(json_object_get(a, "ran")));
	for (i = 0; i < n && i < NAMES_MAX; i++) {
		ma_buf_adds(out, i == 0 ? "          named by the tests: " : ", ");
		field_show(out, ma_str(json_string_value(json_array_get(names, i))));
	}
	if (n > NAMES_MAX)
		ma_buf_addf(out, " and %zu more", n - NAMES_MAX);
	ma_buf_adds(out, n > 0 ? "\n" : "");
}

/* A verdict is of what was built: what was asked for besides stands next to it. */
static void add_warnings(const json_t *s, struct ma_buf *out)
{
	const json_t *list = json_object_get(s, "warnings");
	size_t i, n = json_array_size(list);

	for (i = 0; i < n && i < WARNINGS_MAX; i++) {
		label(out, i == 0 ? "warnings" : "");
		field_show(out, ma_str(json_string_value(json_array_get(list, i))));
		ma_buf_addc(out, '\n');
	}
	if (n > WARNINGS_MAX) {
		label(out, "");
		ma_buf_addf(out, "and %zu more\n", n - WARNINGS_MAX);
	}
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
	int64_t calls = field_int(s, "calls"), twice = field_int(s, "possibly_billed"),
		reused = field_int(s, "reused");

	label(out, "tokens");
	ma_buf_adds(out, about);
	words_count(out, field_int(u, "input"));
	ma_buf_addf(out, " in, %s", about);
	words_count(out, field_int(u, "output"));
	ma_buf_addf(out, " out, %lld call%s", (long long)calls, calls == 1 ? "" : "s");
	if (reused > 0)
		ma_buf_addf(out, ", %lld answer%s of an earlier run", (long long)reused,
			reused == 1 ? "" : "s");
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

/* Where no model was asked, that has to be known wherever a verdict is read. */
static void add_answers(const json_t *s, struct ma_buf *out)
{
	struct ma_str cassette = field_str(s, "cassette");
	bool is_offline = ma_str_is(field_str(s, "provider"), "offline");

	if (cassette.n == 0 && !is_offline)
		return;
	label(out, "answers");
	if (cassette.n == 0) {
		ma_buf_adds(out,
			"from the offline provider: rules and templates, no model was asked\n");
		return;
	}
	ma_buf_addf(out, "from the cassette %.*s: no provider was asked, nothing was paid\n",
		cassette.n > 12 ? 12 : (int)cassette.n, cassette.p);
}

/* "accepted into main: 0123…" */
static void add_landed(const json_t *s, const char *key, const char *what, struct ma_buf *out)
{
	const json_t *landed = json_object_get(s, key);
	struct ma_str commit = field_str(landed, "commit");

	if (!landed)
		return;
	label(out, "branch");
	ma_buf_adds(out, what);
	field_show(out, field_str(landed, "branch"));
	ma_buf_addf(out, ": %.*s\n", commit.n > 7 ? 7 : (int)commit.n, commit.p);
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
	add_landed(s, "accepted", "accepted into ", out);
	add_landed(s, "undone", "taken back on ", out);
	add_warnings(s, out);
	add_tally(s, out);
	add_work(s, out);
	add_schedule(s, out);
	add_repairs(s, out);
	add_tests_changed(s, out);
	add_checks(s, out);
	add_acceptance(s, out);
	add_tokens(s, out);
	add_cost(s, NULL, out);
	add_answers(s, out);
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
		add_warnings(s, out);
		add_repairs(s, out);
		add_tests_changed(s, out);
		add_checks(s, out);
		add_acceptance(s, out);
		add_tally(s, out);
		add_trouble(s, out);
		add_commits(s, out);
		add_time(&story, out);
		add_schedule(s, out);
		add_tokens(s, out);
		add_cost(s, &story, out);
		add_answers(s, out);
		next_steps(s, &story, output, out);
	}
	json_decref(s);
	return rc;
}
