/* Answers from a list, for tests of whatever stands above this port. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/limits.h"
#include "codec/json.h"
#include "verify/faults.h"
#include "verify/verify.h"

struct script {
	struct ma_verify base;
	struct ma_loop *loop;
	json_t *reports; /* an array, not empty */
	size_t at;
	bool canceled;
	ma_verify_check_fn *on_check;
	ma_verify_done_fn *done;
	void *data;
};

static struct script *downcast(struct ma_verify *v);

static const char *text_of(const json_t *object, const char *key, const char *fallback)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : fallback;
}

static ma_rc find_faults(struct ma_check *c, struct ma_arena *arena, ma_err *err)
{
	struct ma_faults *faults = ma_arena_new(arena, struct ma_faults);

	if (!faults)
		return ma_fail_nomem(err);
	if (ma_faults_read(c->output, c->package, arena, faults, err))
		return err->code;
	c->faults = faults->v;
	c->faults_n = faults->n;
	return MA_OK;
}

static ma_rc read_locks(const json_t *list, struct ma_arena *arena, struct ma_check *c, ma_err *err)
{
	size_t i, n = json_array_size(list);
	struct ma_lock_made *locks = n > 0 ? ma_arena_new_n(arena, struct ma_lock_made, n) : NULL;

	if (n > 0 && !locks)
		return ma_fail_nomem(err);
	for (i = 0; i < n; i++)
		locks[i] = (struct ma_lock_made){ ma_json_str(json_array_get(list, i), "path"),
			ma_json_str(json_array_get(list, i), "content") };
	c->locks = locks;
	c->locks_n = n;
	return MA_OK;
}

/* Strings borrow from the JSON, which lives as long as the script. */
static ma_rc read_check(const json_t *j, struct ma_arena *arena, struct ma_check *out, ma_err *err)
{
	const json_t *tests = json_object_get(j, "tests");
	struct ma_check c = { .phase = text_of(j, "phase", "test"),
		.package = text_of(j, "package", "."),
		.command = text_of(j, "command", "npm test"),
		.why = text_of(j, "why", ""),
		.exit_code = (int)ma_json_int(j, "exit", -1),
		.took_ms = ma_json_int(j, "took_ms", 0),
		.tests_passed = ma_json_int(tests, "passed", -1),
		.tests_failed = ma_json_int(tests, "failed", -1),
		.tests_skipped = ma_json_int(tests, "skipped", -1),
		.made_at = json_string_value(json_object_get(json_object_get(j, "reused"), "at")),
		.output = ma_json_str(j, "output") };

	if (!ma_check_state_parse(ma_json_str(j, "state"), &c.state) || c.state == MA_CHECK_RUNNING)
		return ma_fail(
			err, MA_EINVALID, "a check's state must be passed, failed or skipped");
	if (read_locks(json_object_get(j, "locks"), arena, &c, err))
		return err->code;
	*out = c;
	return c.state == MA_CHECK_FAILED ? find_faults(out, arena, err) : MA_OK;
}

static ma_rc read_checks(
	const json_t *report, struct ma_arena *arena, struct ma_report *out, ma_err *err)
{
	const json_t *checks = json_object_get(report, "checks");
	size_t i, n = json_array_size(checks);
	struct ma_check *list = ma_arena_new_n(arena, struct ma_check, n + 1);
	ma_rc rc = MA_OK;

	if (!list)
		return ma_fail_nomem(err);
	if (!json_is_array(checks))
		return ma_fail(err, MA_EINVALID, "a report needs an array \"checks\"");
	for (i = 0; i < n && !rc; i++)
		rc = read_check(json_array_get(checks, i), arena, &list[i], err);
	*out = (struct ma_report){
		.sandbox = text_of(report, "sandbox", "script"), .checks = list, .checks_n = n
	};
	return rc;
}

static void tell(struct script *s, const struct ma_check *check)
{
	struct ma_check begins = *check;

	begins.state = MA_CHECK_RUNNING;
	begins.why = "";
	begins.exit_code = -1;
	begins.took_ms = 0;
	begins.tests_passed = begins.tests_failed = begins.tests_skipped = -1;
	begins.output = MA_STR("");
	if (check->state != MA_CHECK_SKIPPED) /* what is skipped never began */
		s->on_check(s->data, &begins);
	s->on_check(s->data, check);
}

static void answer(void *data)
{
	struct script *s = data;
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	const json_t *j = json_array_get(s->reports, s->at);
	struct ma_report report = { .reason = "" };
	ma_err err = { .code = MA_OK };
	char reason[512];
	ma_rc rc;
	size_t i;

	if (s->at + 1 < json_array_size(s->reports))
		s->at++;
	rc = s->canceled ? ma_fail(&err, MA_ECANCELED, "verification was cancelled")
			 : read_checks(j, &arena, &report, &err);
	if (!rc) {
		for (i = 0; i < report.checks_n; i++)
			tell(s, &report.checks[i]);
		ma_report_conclude(&report, reason, sizeof(reason));
	}
	s->done(s->data, rc, &err, rc ? NULL : &report);
	ma_arena_done(&arena);
}

static ma_rc script_start(struct ma_verify *self, const char *dir, const char *const *scripts,
	const struct ma_verify_quick *quick, ma_verify_check_fn *on_check, ma_verify_done_fn *done,
	void *data, ma_err *err)
{
	struct script *s = downcast(self);

	MA_UNUSED(dir); /* the answers are given */
	MA_UNUSED(scripts);
	MA_UNUSED(quick);
	s->on_check = on_check;
	s->done = done;
	s->data = data;
	s->canceled = false;
	return ma_loop_defer(s->loop, answer, s, err);
}

static void script_cancel(struct ma_verify *self)
{
	downcast(self)->canceled = true;
}

static int64_t script_uid(struct ma_verify *self)
{
	MA_UNUSED(self);
	return -1;
}

static void script_free(struct ma_verify *self)
{
	struct script *s = downcast(self);

	json_decref(s->reports);
	ma_free(s);
}

static const struct ma_verify_ops script_ops = {
	.name = "script",
	.start = script_start,
	.cancel = script_cancel,
	.uid = script_uid,
	.free = script_free,
};

static struct script *downcast(struct ma_verify *v)
{
	MA_ASSERT(v->ops == &script_ops);
	return (struct script *)v;
}

/* Read every report now: a mistake in a script is told when it is loaded. */
static ma_rc check_reports(const json_t *reports, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_report report;
	ma_rc rc = MA_OK;
	size_t i;

	if (json_array_size(reports) == 0)
		rc = ma_fail(err, MA_EINVALID, "verify script: an array of reports is needed");
	for (i = 0; i < json_array_size(reports) && !rc; i++) {
		rc = read_checks(json_array_get(reports, i), &arena, &report, err);
		if (rc)
			rc = ma_err_wrap(err, "verify script: report %zu", i);
	}
	ma_arena_done(&arena);
	return rc;
}

ma_rc ma_verify_script_new(
	struct ma_loop *loop, struct ma_str reports_json, struct ma_verify **out, ma_err *err)
{
	struct script *s;
	json_t *reports = NULL;
	ma_rc rc = ma_json_parse(reports_json, "verify script", &reports, err);

	if (!rc)
		rc = check_reports(reports, err);
	if (rc) {
		json_decref(reports);
		return rc;
	}
	s = ma_new(struct script);
	if (!s) {
		json_decref(reports);
		return ma_fail_nomem(err);
	}
	s->base.ops = &script_ops;
	s->loop = loop;
	s->reports = reports;
	*out = &s->base;
	return MA_OK;
}
