/* What an outside check said of a tree. */
#include "model/verdict.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

static const char *const verdict_names[] = {
	[MA_VERDICT_NONE] = "none",
	[MA_VERDICT_VERIFIED] = "verified",
	[MA_VERDICT_UNVERIFIED] = "unverified",
	[MA_VERDICT_FAILED] = "failed",
};

static const char *const state_names[] = {
	[MA_CHECK_RUNNING] = "running",
	[MA_CHECK_PASSED] = "passed",
	[MA_CHECK_FAILED] = "failed",
	[MA_CHECK_SKIPPED] = "skipped",
};

const char *ma_verdict_name(enum ma_verdict v)
{
	MA_ASSERT((size_t)v < MA_COUNT(verdict_names));
	return verdict_names[v];
}

bool ma_verdict_parse(struct ma_str name, enum ma_verdict *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(verdict_names); i++) {
		if (ma_str_is(name, verdict_names[i])) {
			*out = (enum ma_verdict)i;
			return true;
		}
	}
	return false;
}

const char *ma_check_state_name(enum ma_check_state s)
{
	MA_ASSERT((size_t)s < MA_COUNT(state_names));
	return state_names[s];
}

bool ma_check_state_parse(struct ma_str name, enum ma_check_state *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(state_names); i++) {
		if (ma_str_is(name, state_names[i])) {
			*out = (enum ma_check_state)i;
			return true;
		}
	}
	return false;
}

static const char *const round_end_names[] = { [MA_ROUND_NONE] = "",
#define X(id, name) [MA_ROUND_##id] = name,
	MA_ROUND_ENDS(X)
#undef X
};

const char *ma_round_end_name(enum ma_round_end end)
{
	MA_ASSERT((size_t)end < MA_COUNT(round_end_names));
	return round_end_names[end];
}

bool ma_round_end_parse(struct ma_str name, enum ma_round_end *out)
{
	size_t i;

	for (i = MA_ROUND_NONE + 1; i < MA_COUNT(round_end_names); i++)
		if (ma_str_is(name, round_end_names[i])) {
			*out = (enum ma_round_end)i;
			return true;
		}
	return false;
}

static const struct ma_check *first_in(const struct ma_report *r, enum ma_check_state state)
{
	size_t i;

	for (i = 0; i < r->checks_n; i++)
		if (r->checks[i].state == state)
			return &r->checks[i];
	return NULL;
}

static int64_t tests_executed(const struct ma_report *r)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < r->checks_n; i++) {
		if (r->checks[i].tests_passed > 0)
			n += r->checks[i].tests_passed;
		if (r->checks[i].tests_failed > 0)
			n += r->checks[i].tests_failed;
	}
	return n;
}

static void describe(const struct ma_check *c, char *reason, size_t size)
{
	(void)snprintf(reason, size, "%s in %s: %s", c->phase, c->package,
		c->why); /* a long reason is cut */
}

void ma_report_conclude(struct ma_report *report, char *reason, size_t size)
{
	const struct ma_check *failed = first_in(report, MA_CHECK_FAILED);
	const struct ma_check *skipped = first_in(report, MA_CHECK_SKIPPED);

	MA_ASSERT(size > 0);
	reason[0] = '\0';
	report->reason = reason;
	if (failed) {
		report->verdict = MA_VERDICT_FAILED;
		describe(failed, reason, size);
	} else if (skipped) {
		report->verdict = MA_VERDICT_UNVERIFIED;
		describe(skipped, reason, size);
	} else if (tests_executed(report) == 0) {
		report->verdict = MA_VERDICT_UNVERIFIED;
		(void)snprintf(reason, size, "no test was executed"); /* a long reason is cut */
	} else if (strcmp(report->sandbox, "off") == 0) {
		report->verdict = MA_VERDICT_UNVERIFIED;
		(void)snprintf(reason, size, "every check passed, but without a sandbox"); /* fits */
	} else {
		report->verdict = MA_VERDICT_VERIFIED;
	}
}

static json_t *text(struct ma_str s)
{
	return json_stringn(s.p ? s.p : "", s.n);
}

/* NULL: memory is out, or a path or message is not UTF-8, which readers of outputs see to. */
static json_t *faults_json(const struct ma_check *c)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < c->faults_n; i++) {
		const struct ma_fault *f = &c->faults[i];

		if (json_array_append_new(list,
			    json_pack("{s:o, s:I, s:I, s:o}", "path", text(f->path), "line",
				    (json_int_t)f->line, "column", (json_int_t)f->column, "message",
				    text(f->message)))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *ma_check_json(const struct ma_check *c)
{
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:I}", "phase", c->phase, "package",
		c->package, "command", c->command, "state", ma_check_state_name(c->state), "why",
		c->why, "exit", c->exit_code, "took_ms", (json_int_t)c->took_ms);

	if (j && c->tests_passed >= 0 &&
		json_object_set_new(j, "tests",
			json_pack("{s:I, s:I, s:I}", "passed", (json_int_t)c->tests_passed,
				"failed", (json_int_t)c->tests_failed, "skipped",
				(json_int_t)c->tests_skipped))) {
		json_decref(j);
		return NULL;
	}
	if (j && c->made_at &&
		json_object_set_new(j, "reused", json_pack("{s:s}", "at", c->made_at))) {
		json_decref(j);
		return NULL;
	}
	if (j && c->faults_n > 0 && json_object_set_new(j, "faults", faults_json(c))) {
		json_decref(j);
		return NULL;
	}
	return j;
}

json_t *ma_report_json(const struct ma_report *report)
{
	json_t *checks = json_array();
	size_t i;

	for (i = 0; i < report->checks_n && checks; i++) {
		if (json_array_append_new(checks, ma_check_json(&report->checks[i]))) {
			json_decref(checks);
			checks = NULL;
		}
	}
	return json_pack("{s:s, s:s, s:s, s:s*, s:o}", "verdict", ma_verdict_name(report->verdict),
		"reason", report->reason, "sandbox", report->sandbox, "node", report->node,
		"checks", checks);
}
