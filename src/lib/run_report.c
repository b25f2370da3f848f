/* What became of a run, as Markdown. */
#include "lib/run_report.h"

#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "codec/json.h"
#include "lib/places.h"
#include "lib/summary.h"
#include "sys/fs.h"

#define TEXT_MAX 500
#define FAULTS_TOLD 20

void ma_run_report_text(struct ma_buf *out, struct ma_str text)
{
	struct ma_buf plain = MA_BUF_INIT(MA_MIB);
	size_t i;

	ma_buf_add_visible(&plain, ma_str_clip(text, TEXT_MAX));
	if (plain.rc)
		out->rc = plain.rc;
	for (i = 0; i < plain.n; i++) {
		char c = plain.p[i];

		/* each sign of ASCII may be escaped, https://spec.commonmark.org/0.31.2/#backslash-escapes */
		if (c == '\n' || c == '\t' || c == '\r')
			c = ' ';
		else if (strchr("\\`*_{}[]<>#|~&!@:$", c))
			ma_buf_addc(out, '\\');
		ma_buf_addc(out, c);
	}
	if (text.n > TEXT_MAX)
		ma_buf_adds(out, " …");
	ma_buf_done(&plain);
}

static void add_text(struct ma_buf *out, const json_t *object, const char *key)
{
	ma_run_report_text(out, ma_json_str(object, key));
}

static void add_time(struct ma_buf *out, int64_t ms)
{
	ma_buf_addf(out, "%.1f s", (double)ms / 1000);
}

static void add_head(const json_t *s, struct ma_buf *out)
{
	char at[MA_CLOCK_TEXT_SIZE];

	ma_buf_adds(out, "# ");
	add_text(out, s, "verdict");
	if (ma_json_str(s, "reason").n > 0) {
		ma_buf_adds(out, "\n\n");
		add_text(out, s, "reason");
	}
	ma_buf_adds(out, "\n\n- Prompt: ");
	add_text(out, s, "prompt");
	ma_buf_adds(out, "\n- Run: ");
	add_text(out, s, "run");
	ma_clock_format(ma_json_int(s, "last_ms", 0), at);
	ma_buf_addf(out, "\n- Over: %s, after ", at);
	add_time(out, ma_json_int(s, "last_ms", 0) - ma_json_int(s, "started_ms", 0));
	ma_buf_adds(out, "\n- Commit: ");
	add_text(out, s, "commit");
	ma_buf_adds(out, "\n");
}

static void add_tests(const json_t *check, struct ma_buf *out)
{
	const json_t *tests = json_object_get(check, "tests");

	if (!tests)
		return;
	ma_buf_addf(out, "%lld passed, %lld failed, %lld skipped",
		(long long)ma_json_int(tests, "passed", 0),
		(long long)ma_json_int(tests, "failed", 0),
		(long long)ma_json_int(tests, "skipped", 0));
}

static void add_check(const json_t *check, struct ma_buf *out)
{
	static const char *const columns[] = { "phase", "package", "command", "state" };
	size_t i;

	for (i = 0; i < MA_COUNT(columns); i++) {
		ma_buf_adds(out, "| ");
		add_text(out, check, columns[i]);
		ma_buf_addc(out, ' ');
	}
	ma_buf_addf(out, "| %lld | ", (long long)ma_json_int(check, "exit", -1));
	add_time(out, ma_json_int(check, "took_ms", 0));
	ma_buf_adds(out, " | ");
	add_tests(check, out);
	ma_buf_adds(out, " | ");
	add_text(out, check, "why");
	ma_buf_adds(out, " |\n");
}

/* Where the failed checks failed. */
static void add_faults(const json_t *checks, struct ma_buf *out)
{
	const json_t *check, *fault;
	size_t i, k, told = 0;

	json_array_foreach (checks, i, check) {
		json_array_foreach (json_object_get(check, "faults"), k, fault) {
			if (told++ >= FAULTS_TOLD)
				continue;
			ma_buf_adds(out, told == 1 ? "\n## Where it failed\n\n- " : "- ");
			add_text(out, fault, "path");
			ma_buf_addf(out, " line %lld: ", (long long)ma_json_int(fault, "line", 0));
			add_text(out, fault, "message");
			ma_buf_adds(out, "\n");
		}
	}
	if (told > FAULTS_TOLD)
		ma_buf_addf(out, "- and %zu more\n", told - FAULTS_TOLD);
}

/* So that nobody takes them for those that were written before the code was tested. */
static void add_tests_changed(const json_t *s, struct ma_buf *out)
{
	const json_t *paths = json_object_get(s, "tests_changed"), *path;
	size_t i;

	json_array_foreach (paths, i, path) {
		ma_buf_adds(out, i == 0 ? "\nRepairs have changed tests: " : ", ");
		ma_run_report_text(out, ma_str(json_string_value(path)));
	}
	if (json_array_size(paths) > 0)
		ma_buf_adds(out, ".\n");
}

static void add_evidence(const json_t *s, struct ma_buf *out)
{
	const json_t *checks = json_object_get(s, "checks"), *check;
	size_t i;

	ma_buf_adds(out, "\n## Evidence\n\n");
	if (json_array_size(checks) == 0) {
		ma_buf_adds(out, "None: nothing was checked.\n");
		return;
	}
	ma_buf_adds(out, "These commands ran on the commit above, confined by: ");
	add_text(out, s, "sandbox");
	ma_buf_adds(out,
		".\n\n| phase | package | command | state | exit | time | tests | remark |\n"
		"|---|---|---|---|---|---|---|---|\n");
	json_array_foreach (checks, i, check)
		add_check(check, out);
	add_tests_changed(s, out);
	add_faults(checks, out);
}

/* What was not verified, and why. */
static void add_unverified(const json_t *s, struct ma_buf *out)
{
	const json_t *check;
	bool any = false;
	size_t i;

	json_array_foreach (json_object_get(s, "checks"), i, check) {
		if (!ma_str_is(ma_json_str(check, "state"), "skipped"))
			continue;
		ma_buf_adds(out, any ? "- " : "\n## Not verified\n\n- ");
		any = true;
		add_text(out, check, "phase");
		ma_buf_adds(out, " in ");
		add_text(out, check, "package");
		ma_buf_adds(out, ": ");
		add_text(out, check, "why");
		ma_buf_adds(out, "\n");
	}
}

static void add_tasks(const json_t *s, struct ma_buf *out)
{
	const json_t *w;
	struct ma_str why;
	size_t i;

	ma_buf_adds(out,
		"\n## Tasks\n\n| task | agent | state | attempts | cost | commit | remark |\n"
		"|---|---|---|---|---|---|---|\n");
	json_array_foreach (json_object_get(s, "work"), i, w) {
		why = ma_json_str(w, "message");
		ma_buf_adds(out, "| ");
		add_text(out, w, "task");
		ma_buf_adds(out, " | ");
		add_text(out, w, "agent");
		ma_buf_adds(out, " | ");
		add_text(out, w, "state");
		ma_buf_addf(out, " | %lld | $%.4f | ", (long long)ma_json_int(w, "attempts", 0),
			json_number_value(json_object_get(w, "cost_usd")));
		ma_run_report_text(out, ma_str_clip(ma_json_str(w, "commit"), 12));
		ma_buf_adds(out, " | ");
		ma_run_report_text(out, why.n > 0 ? why : ma_json_str(w, "cause"));
		ma_buf_adds(out, " |\n");
	}
}

static void add_cost(const json_t *s, struct ma_buf *out)
{
	const json_t *usage = json_object_get(s, "usage"), *cost = json_object_get(s, "cost_usd");

	ma_buf_addf(out, "\n## Cost\n\n- Calls: %lld, of ", (long long)ma_json_int(s, "calls", 0));
	add_text(out, s, "provider");
	ma_buf_addf(out, "\n- Tokens: %s%lld in, %lld out\n",
		json_is_true(json_object_get(usage, "estimated")) ? "about " : "",
		(long long)ma_json_int(usage, "input", 0),
		(long long)ma_json_int(usage, "output", 0));
	if (json_is_number(cost))
		ma_buf_addf(out, "- Cost: $%.4f\n", json_number_value(cost));
	else
		ma_buf_adds(out, "- Cost: not known, as some calls have no price\n");
	if (ma_json_int(s, "possibly_billed", 0) > 0)
		ma_buf_addf(out, "- Calls that may be billed though their answers were lost: %lld\n",
			(long long)ma_json_int(s, "possibly_billed", 0));
}

void ma_run_report(const json_t *summary, struct ma_buf *out)
{
	add_head(summary, out);
	add_evidence(summary, out);
	add_unverified(summary, out);
	add_tasks(summary, out);
	add_cost(summary, out);
}

void ma_run_report_write(const char *output, const struct ma_state *s, struct ma_store *store)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	ma_err err = { MA_OK, 0, "" };
	json_t *summary = s->phase == MA_RUN_FINISHED ? ma_summary(s, store, &err) : NULL;
	char *path = NULL;

	if (summary) {
		ma_run_report(summary, &text);
		if (!ma_buf_check(&text, &err) && !ma_places_state(output, "report.md", &path, &err))
			(void)ma_fs_write(path, ma_buf_str(&text), 0644, &err); /* err tells */
	}
	if (err.code)
		ma_log(MA_LOG_DEBUG, "run.unreported", "why=%s", err.msg);
	json_decref(summary);
	ma_free(path);
	ma_buf_done(&text);
}
